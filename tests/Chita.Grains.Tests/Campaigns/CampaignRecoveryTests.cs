using Chita.Blocks;
using Chita.Collectives.Patterns;
using Chita.Grains.Campaigns;
using Chita.Planning;
using Chita.Reports;

namespace Chita.Grains.Tests.Campaigns;

/// <summary>Whatever silos a campaign loses on its way, it ends with the bits that it would have had without.</summary>
[Collection(SiloCollection.Name)]
public sealed class CampaignRecoveryTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task Any_number_of_silos_gives_the_same_bits(int silos)
    {
        await using var campaign = await TestCampaign.StartAsync(silos);
        await campaign.SubmitAsync();
        AssertSame(await UndisturbedAsync(), await campaign.SucceedAsync());
        while (Directory.EnumerateFileSystemEntries(Path.Combine(campaign.DataRoot, ".chita")).Any())
            await Task.Delay(20, TestContext.Current.CancellationToken); // tidied up after the end is told
    }

    public static TheoryData<Moment, int, int, bool> Kills
    {
        get
        {
            var kills = new TheoryData<Moment, int, int, bool>();
            foreach (var victim in (int[])[0, 1, 2])
            {
                kills.Add(Moment.Gradients, 1, victim, false);
                kills.Add(Moment.Gradients, 2, victim, true);
            }

            kills.Add(Moment.Measuring, 0, 0, false);
            kills.Add(Moment.Writing, 0, 1, false);

            return kills;
        }
    }

    [Theory, MemberData(nameof(Kills))]
    public async Task A_silo_that_dies_changes_no_bit(Moment moment, int stage, int victim, bool slices)
    {
        await using var campaign = await TestCampaign.StartAsync(3, slices);
        var killed = campaign.Sources.When(moment, stage, () => campaign.Silos.KillAsync(campaign.Silos.Addresses[victim]));
        await campaign.SubmitAsync();
        await killed.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        AssertSame(await UndisturbedAsync(), await campaign.SucceedAsync());
        Assert.Empty(Directory.GetDirectories(campaign.DataRoot, "*.partial-*"));
    }

    [Fact]
    public async Task A_silo_that_stops_in_order_changes_none_either()
    {
        await using var campaign = await TestCampaign.StartAsync(3);
        var stopped = Task.CompletedTask;
        var told = campaign.Sources.When(Moment.Gradients, 1, () =>
        {
            stopped = campaign.Silos.StopAsync(campaign.Silos.Addresses[1]); // which waits for the gradients that come here
            return Task.CompletedTask;
        });
        await campaign.SubmitAsync();
        await told.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        AssertSame(await UndisturbedAsync(), await campaign.SucceedAsync());
        await stopped;
    }

    [Fact]
    public async Task A_silo_that_joins_gets_blocks_at_the_next_stage()
    {
        await using var campaign = await TestCampaign.StartAsync(1);
        var joined = campaign.Sources.When(Moment.Gradients, 0, async () => await campaign.Silos.AddAsync());
        await campaign.SubmitAsync();
        await joined.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        AssertSame(await UndisturbedAsync(), await campaign.SucceedAsync());
    }

    [Fact]
    public async Task Storage_that_is_away_for_a_while_is_waited_for_and_seen()
    {
        await using var campaign = await TestCampaign.StartAsync(2);
        var away = campaign.Sources.When(Moment.Gradients, 1, () =>
        {
            campaign.Silos.Storage.Failure = new IOException("the storage is away");
            return Task.CompletedTask;
        });
        await campaign.SubmitAsync();
        await away.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await campaign.UntilAsync(status => status.Phase.Contains("waiting for the grain storage: the storage is away", StringComparison.Ordinal));
        campaign.Silos.Storage.Failure = null;
        AssertSame(await UndisturbedAsync(), await campaign.SucceedAsync());
    }

    [Fact]
    public async Task Messages_that_are_lost_are_sent_again_and_nothing_is_done_twice()
    {
        var network = new LostMessages();
        await using var campaign = await TestCampaign.StartAsync(2, network: network);
        await campaign.SubmitAsync();
        AssertSame(await UndisturbedAsync(), await campaign.SucceedAsync());
        Assert.True(network.Count > 100);
        Assert.DoesNotContain((await campaign.Grain.GetStatus())!.Events, line => line.Text.StartsWith("recovered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_campaign_that_fits_nowhere_is_refused_with_the_sum()
    {
        await using var campaign = await TestCampaign.StartAsync(2, memory: (1 << 20) + SolveWorkspace.BytesFor(TestSources.RowCount, layers: 2) + 100_000);
        await campaign.SubmitAsync();
        var end = await campaign.EndAsync();
        Assert.Equal((CampaignState.Failed, FailureKind.Input), (end.State, end.Failure!.Kind));
        Assert.Contains("test: blocks need", end.Failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(campaign.Output));
    }

    [Theory, InlineData(1), InlineData(2)]
    public async Task A_campaign_that_does_not_fit_into_memory_goes_over_disks_with_the_same_bits(int silos)
    {
        await using var campaign = await TestCampaign.StartAsync(silos, memory: FixedBytes + (BlockBytes(spilled: true) + BlockBytes(spilled: false)) / 2 / silos, spills: true);
        await campaign.SubmitAsync();
        AssertSame(await UndisturbedAsync(), await campaign.SucceedAsync());
        await AssertSpilledAsync(campaign);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Blocks_move_to_the_disk_when_a_silo_dies_and_the_others_memory_is_too_small(bool slices)
    {
        await using var campaign = await TestCampaign.StartAsync(2, slices, memory: FixedBytes + BlockBytes(spilled: false) * 3 / 4, spills: true);
        var killed = campaign.Sources.When(Moment.Gradients, 1, () => campaign.Silos.KillAsync(campaign.Silos.Addresses[1]));
        await campaign.SubmitAsync();
        await killed.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        AssertSame(await UndisturbedAsync(), await campaign.SucceedAsync());
        await AssertSpilledAsync(campaign);
    }

    private static async Task AssertSpilledAsync(TestCampaign campaign) => Assert.Contains(
        (await campaign.Grain.GetStatus())!.Events, happened => happened.Text.StartsWith("gradients go to the silos' disks", StringComparison.Ordinal));

    /// <summary>What the test's campaign sets aside on each silo before any block.</summary>
    private static long FixedBytes => (1 << 20) + SolveWorkspace.BytesFor(TestSources.RowCount, layers: 2);

    private static long BlockBytes(bool spilled) => TestSources.Layout.Tensors.SelectMany(TestSources.Layout.Cut)
        .Sum(cut => SolveWorkspace.BlockBytes(cut.Weights, TestSources.RowCount, GradientStorage.Float32, BlockPattern.None, spilled));

    /// <summary>The same on one silo that nothing happens to.</summary>
    private static async Task<RunReport> UndisturbedAsync()
    {
        await using var campaign = await TestCampaign.StartAsync(1);
        await campaign.SubmitAsync();
        return await campaign.SucceedAsync();
    }

    private static void AssertSame(RunReport expected, RunReport actual)
    {
        Assert.Equal(expected.Digest, actual.Digest);
        Assert.Equal((expected.Dense, expected.Magnitude, expected.Pruned), (actual.Dense, actual.Magnitude, actual.Pruned));
        Assert.Equal(expected.Stages.Select(Bits), actual.Stages.Select(Bits));

        static string Bits(StageReport stage) => string.Join(' ', stage.Trace.Select(iteration =>
            $"{BitConverter.DoubleToInt64Bits(iteration.Objective):x} {BitConverter.DoubleToInt64Bits(iteration.LowerBound ?? 0):x}"));
    }
}
