using Chita.Blocks;
using Chita.Grains.Coordination;
using Chita.Grains.Wire;
using Chita.Numerics;
using Chita.Pruning;
using Chita.Selection;
using Chita.Silo;

namespace Chita.Grains.Tests;

/// <summary>The grains against objects in this process: the same method on the same blocks gives the same bits.</summary>
[Collection(SiloCollection.Name)]
public sealed class GrainSolveTests(GrainSolveTests.Fixture shared) : IClassFixture<GrainSolveTests.Fixture>
{
    private readonly string _name = $"campaign-{Guid.NewGuid():N}"; // silos are shared

    public static TheoryData<string, int, GradientStorage> Methods =>
    [
        .. PruningMethods.Names.Select(method => (method, 1, GradientStorage.Float32)),
        .. PruningMethods.Names.Select(method => (method, 2, GradientStorage.BFloat16)),
    ];

    [Theory, MemberData(nameof(Methods))]
    public async Task Grains_reach_the_weights_that_objects_reach_bit_for_bit(string method, int threads, GradientStorage storage)
    {
        var problem = new DistributedProblem(seed: 1) { Storage = storage };
        var silo = await shared.SiloAsync(threads);
        var (expected, here) = await problem.SolveByObjectsAsync(method);
        var (result, there) = await problem.SolveByGrainsAsync(silo, _name, method);

        Assert.Equal(here.Select(BitConverter.SingleToInt32Bits), there.Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(expected, result);
    }

    public static TheoryData<ISelectionRule> Rules =>
        [new PerLayer(100, 700, 12), new Bounded(800, [150, 0, 20], [500, 600, 30]), new Priced(900, [9, 1, 4], 3000, [20, 0, 20], [500, 600, 30]), new NofM(1, 2), new WholeRows(900), new WholeRows(33), new WholeRows(900, 1, [150, 100, 20])];

    [Theory, MemberData(nameof(Rules), DisableDiscoveryEnumeration = true)]
    public async Task Also_under_every_selection_rule(ISelectionRule rule)
    {
        var problem = new DistributedProblem(seed: 1, rule);
        var silo = await shared.SiloAsync(2);
        foreach (var method in (string[])["magnitude", "bso", "chita", .. rule is Bounded ? ["chita-by-layer"] : Array.Empty<string>()])
        {
            var (expected, here) = await problem.SolveByObjectsAsync(method);
            var (result, there) = await problem.SolveByGrainsAsync(silo, $"{_name}-{method}", method);
            Assert.Equal(here.Select(BitConverter.SingleToInt32Bits), there.Select(BitConverter.SingleToInt32Bits));
            Assert.Equal(expected, result);
        }
    }

    [Fact]
    public async Task Also_with_more_blocks_in_a_layer_than_are_added_up_at_once()
    {
        var problem = new DistributedProblem(seed: 1, blockSize: 30); // 110 blocks in fc1.weight
        var silo = await shared.SiloAsync(2);
        foreach (var method in (string[])["bso", "chita"])
        {
            var (expected, here) = await problem.SolveByObjectsAsync(method);
            var (result, there) = await problem.SolveByGrainsAsync(silo, $"{_name}-{method}", method);
            Assert.Equal(here.Select(BitConverter.SingleToInt32Bits), there.Select(BitConverter.SingleToInt32Bits));
            Assert.Equal(expected, result);
        }
    }

    [Fact]
    public async Task A_rule_whose_blocks_are_not_there_is_refused_across_grains()
    {
        var silo = await shared.SiloAsync(1);
        var problem = new DistributedProblem(seed: 1);
        var coordinator = await problem.OpenAsync(silo, _name);
        await problem.SendGradientsAsync(silo, _name, 0);
        await coordinator.Seal();
        var error = await Assert.ThrowsAsync<ArgumentException>(() => coordinator.Solve(
            0, "chita", new PruningProblem { Rule = new WholeRows(900), Rows = DistributedProblem.Rows, Ridge = 1 }, CancellationToken.None));
        Assert.Contains("The blocks of conv1/weight are made for no pattern", error.Message);
    }

    [Fact]
    public async Task Gradients_of_half_the_memory_change_the_outcome_only_slightly()
    {
        var silo = await shared.SiloAsync(2);
        var (exact, _) = await new DistributedProblem(seed: 1).SolveByGrainsAsync(silo, $"{_name}-exact", "chita");
        var (rounded, _) = await new DistributedProblem(seed: 1) { Storage = GradientStorage.BFloat16 }.SolveByGrainsAsync(silo, $"{_name}-rounded", "chita");
        Assert.NotEqual(exact.Objective, rounded.Objective);
        Assert.Equal(0, (exact.Objective - rounded.Objective)!.Value / exact.Objective!.Value, 0.02);
    }

    [Fact]
    public async Task Equal_weights_in_several_blocks_of_a_layer_go_by_their_order()
    {
        var problem = new DistributedProblem(seed: 1);
        Array.Fill(problem.Weights, 0.5f);
        var silo = await shared.SiloAsync(2);
        var (_, there) = await problem.SolveByGrainsAsync(silo, _name, "magnitude");
        Assert.Equal((await problem.SolveByObjectsAsync("magnitude")).Weights, there);
    }

    [Fact]
    public async Task Campaigns_side_by_side_do_not_disturb_each_other()
    {
        var problems = Enumerable.Range(1, 3).Select(seed => new DistributedProblem(seed)).ToArray();
        var silo = await shared.SiloAsync(2);
        var there = await Task.WhenAll(problems.Select((problem, i) => problem.SolveByGrainsAsync(silo, $"{_name}-{i}", "chita")));
        for (var i = 0; i < problems.Length; i++)
            Assert.Equal((await problems[i].SolveByObjectsAsync("chita")).Weights, there[i].Weights);
    }

    [Fact]
    public async Task A_closed_campaign_leaves_no_native_memory()
    {
        var before = NativeBytes.InUse;
        await using var silo = await EmbeddedSilo.StartAsync(2);
        await new DistributedProblem(seed: 1).SolveByGrainsAsync(silo, "memory", "chita");
        Assert.True(NativeBytes.InUse > before);
        await silo.Grains.GetGrain<ICoordinatorGrain>("memory").Close(epoch: 1, forget: true);
        Assert.Equal(before, NativeBytes.InUse);
    }

    [Fact]
    public async Task A_silo_that_stops_leaves_none_either()
    {
        var before = NativeBytes.InUse;
        await using (var silo = await EmbeddedSilo.StartAsync(2))
            await new DistributedProblem(seed: 1).SolveByGrainsAsync(silo, "memory", "magnitude");
        Assert.Equal(before, NativeBytes.InUse);
    }

    [Fact]
    public async Task Opening_again_changes_nothing()
    {
        var problem = new DistributedProblem(seed: 1);
        var silo = await shared.SiloAsync(2);
        var coordinator = await problem.OpenAsync(silo, _name);
        await problem.SendGradientsAsync(silo, _name, 0);
        await coordinator.Seal();
        await DistributedProblem.SolveAsync(coordinator, "magnitude");
        await coordinator.Open(DistributedProblem.Stage(_name));
        await coordinator.Seal();
        await DistributedProblem.SolveAsync(coordinator, "chita");
        Assert.Equal((await problem.SolveByObjectsAsync("chita")).Weights, await DistributedProblem.ReadAsync(silo, _name));
    }

    [Fact]
    public async Task Opening_again_skips_no_check()
    {
        var silo = await shared.SiloAsync(1);
        var coordinator = await new DistributedProblem(seed: 1).OpenAsync(silo, _name);
        await coordinator.Open(DistributedProblem.Stage(_name));
        Assert.False((await coordinator.Seal()).State.IsComplete);
        await Assert.ThrowsAsync<InvalidOperationException>(() => DistributedProblem.SolveAsync(coordinator, "chita"));
    }

    [Fact]
    public async Task A_new_owner_of_a_later_epoch_goes_on()
    {
        var problem = new DistributedProblem(seed: 1);
        var silo = await shared.SiloAsync(2);
        var coordinator = await problem.OpenAsync(silo, _name);
        await problem.SendGradientsAsync(silo, _name, 0);
        await coordinator.Seal();
        await coordinator.Open(DistributedProblem.Stage(_name, epoch: 2));
        await coordinator.Seal();
        await DistributedProblem.SolveAsync(coordinator, "chita");
        Assert.Equal((await problem.SolveByObjectsAsync("chita")).Weights, await DistributedProblem.ReadAsync(silo, _name));
    }

    [Fact]
    public async Task An_owner_of_an_older_epoch_is_refused()
    {
        var silo = await shared.SiloAsync(1);
        var coordinator = silo.Grains.GetGrain<ICoordinatorGrain>(_name);
        await coordinator.Open(DistributedProblem.Stage(_name, epoch: 2));
        var error = await Assert.ThrowsAsync<StaleOwnerException>(() => coordinator.Open(DistributedProblem.Stage(_name)));
        Assert.Contains("Epoch 1 was refused", error.Message);
    }

    [Fact]
    public async Task Restore_takes_a_solve_back()
    {
        var problem = new DistributedProblem(seed: 1);
        var silo = await shared.SiloAsync(2);
        await problem.SolveByGrainsAsync(silo, _name, "chita");
        await silo.Grains.GetGrain<ICoordinatorGrain>(_name).Restore();
        Assert.Equal(problem.Weights, await DistributedProblem.ReadAsync(silo, _name));
    }

    [Fact]
    public async Task A_solve_waits_for_no_missing_gradients_but_says_so()
    {
        var silo = await shared.SiloAsync(1);
        var coordinator = await new DistributedProblem(seed: 1).OpenAsync(silo, _name);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => DistributedProblem.SolveAsync(coordinator, "chita"));
        Assert.Contains("not all gradients of stage 0 have come", error.Message);
    }

    [Fact]
    public async Task A_tile_of_another_stage_is_refused()
    {
        var silo = await shared.SiloAsync(1);
        var coordinator = await new DistributedProblem(seed: 1).OpenAsync(silo, _name);
        await coordinator.Persist(1);
        await coordinator.Open(DistributedProblem.Stage(_name, stage: 1));
        var (block, _, count) = DistributedProblem.Blocks(silo, _name).First();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => block.WriteTile(0, 0, 1, 0, WireVector.Of(new float[count])));
        Assert.Contains("stage 0 was refused", error.Message);
    }

    [Fact]
    public async Task A_gradient_that_is_not_finite_is_the_numbers_fault_also_across_grains()
    {
        var silo = await shared.SiloAsync(1);
        var coordinator = await new DistributedProblem(seed: 1).OpenAsync(silo, _name);
        var (block, _, _) = DistributedProblem.Blocks(silo, _name).First();
        var error = await Assert.ThrowsAsync<NumericalException>(() => block.WriteTile(0, 0, 1, 0, WireVector.Of([1, float.NaN])));
        Assert.Contains("conv1/weight, block 0: the gradient of weight 1", error.Message);
    }

    /// <summary>A silo for each number of threads, started when the first test asks; tests run one after the other.</summary>
    public sealed class Fixture : IAsyncDisposable
    {
        private readonly Dictionary<int, EmbeddedSilo> _silos = [];

        internal async Task<EmbeddedSilo> SiloAsync(int threads)
        {
            if (!_silos.TryGetValue(threads, out var silo))
                _silos.Add(threads, silo = await EmbeddedSilo.StartAsync(threads));
            return silo;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var silo in _silos.Values)
                await silo.DisposeAsync();
        }
    }
}
