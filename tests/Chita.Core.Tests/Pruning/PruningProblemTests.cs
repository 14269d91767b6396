using Chita.Blocks;
using Chita.Collectives;
using Chita.Collectives.Patterns;
using Chita.Numerics;
using Chita.Pruning;
using Chita.Selection;

namespace Chita.Core.Tests.Pruning;

public sealed class PruningProblemTests : IDisposable
{
    private static readonly PruningProblem Valid = new() { Rule = new Unstructured(3), Rows = 2, Ridge = 0.1, FirstOrder = 1 };

    private static readonly LayerSize[] Layers = [new("a", 2, BlockPattern.None), new("b", 3, BlockPattern.None)];

    private readonly SolverThreads _threads = new(1);

    public static TheoryData<string, PruningProblem> Wrong => new()
    {
        { "Kept", Valid with { Rule = new Unstructured(-1) } },
        { "Kept", Valid with { Rule = new Unstructured(6) } },
        { "Rows", Valid with { Rows = -1 } },
        { "Ridge", Valid with { Ridge = 0 } },
        { "Ridge", Valid with { Ridge = double.NaN } },
        { "Ridge", Valid with { Ridge = double.PositiveInfinity } },
        { "FirstOrder", Valid with { FirstOrder = -1 } },
        { "FirstOrder", Valid with { FirstOrder = double.NaN } },
        { "Tolerance", Valid with { Tolerance = -1e-9 } },
        { "Tolerance", Valid with { Tolerance = double.NaN } },
        { "MaxIterations", Valid with { MaxIterations = -1 } },
    };

    public void Dispose() => _threads.Dispose();

    [Fact]
    public void Numbers_in_range_are_accepted() => (Valid with { Rule = new Unstructured(5), Tolerance = 0, MaxIterations = 0, FirstOrder = 0 }).Validate(Layers);

    [Theory, MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void A_number_out_of_range_is_refused_by_name(string name, PruningProblem problem) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => problem.Validate(Layers)).ParamName);

    [Theory, MemberData(nameof(Methods.All), MemberType = typeof(Methods))]
    public async Task Every_method_refuses_it_before_any_work(string method)
    {
        using var blocks = new InProcessBlocks(new WeightLayout([new TensorSize("w", 5)], 2), 2, _threads);
        blocks.Load([1, 2, 3, 4, 5]);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => PruningMethods.Named(method).SolveAsync(
            For(method) with { Ridge = 0 }, blocks.Root, _threads, null, CancellationToken.None));
        Assert.Equal([1, 2, 3, 4, 5], blocks.Read());
    }

    [Theory, MemberData(nameof(Methods.All), MemberType = typeof(Methods))]
    public async Task A_solve_cancelled_before_it_begins_commits_nothing(string method)
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await CommitsNothing(method, 50, null, cancelled.Token);
    }

    [Theory, InlineData("chita"), InlineData("iht"), InlineData("cd"), InlineData("bso"), InlineData("block-bso")]
    public async Task A_solve_cancelled_under_way_commits_nothing(string method)
    {
        foreach (var maxIterations in (int[])[50, 0])
        {
            using var cancellation = new CancellationTokenSource();
            await CommitsNothing(method, maxIterations, cancellation.Cancel, cancellation.Token);
        }
    }

    [Fact]
    public async Task Block_bso_refuses_a_first_order_term_by_name_and_says_why()
    {
        using var blocks = new InProcessBlocks(new WeightLayout([new TensorSize("w", 5)], 2), 2, _threads);
        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => new BlockBso().SolveAsync(
            Valid, blocks.Root, _threads, null, CancellationToken.None));
        Assert.Equal("FirstOrder", error.ParamName);
        Assert.Contains("every block would correct the whole gradient alone", error.Message);
    }

    [Fact]
    public void A_method_that_does_not_exist_is_refused_with_those_that_do() =>
        Assert.Contains("chita, iht, cd, bso, block-bso, magnitude, chita-by-layer", Assert.Throws<ArgumentException>(() => PruningMethods.Named("obs")).Message);

    private static PruningProblem For(string method) => method == "block-bso" ? Valid with { FirstOrder = 0 } : Valid;

    private async Task CommitsNothing(string method, int maxIterations, Action? afterIteration, CancellationToken cancellation)
    {
        using var blocks = new InProcessBlocks(new WeightLayout([new TensorSize("w", 5)], 2), 2, _threads);
        blocks.Load([1, 2, 3, 4, 5]);
        blocks.WriteRow(0, [1, 0, 2, 0, 1]);
        blocks.WriteRow(1, [0, 3, -1, 1, 0]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PruningMethods.Named(method).SolveAsync(
            For(method) with { MaxIterations = maxIterations, Tolerance = 0 }, blocks.Root, _threads, new RecordingJournal { Reported = afterIteration }, cancellation));
        Assert.Equal([1, 2, 3, 4, 5], blocks.Read());
    }
}
