using Chita.Blocks;
using Chita.Collectives;
using Chita.Core.Tests.Pruning;
using Chita.Numerics;
using Chita.Pruning;
using Chita.Selection;

namespace Chita.Core.Tests.Blocks;

[Collection(NativeMemoryCollection.Name)]
public sealed class BlockMemoryTests
{
    private static readonly SmallProblem Problem = new()
    {
        Gradients = [[1, 0, 2, 0, 1], [0, 3, -1, 1, 0]], Weights = [1, 2, 3, 4, 5], Kept = 3, Ridge = 0.1, FirstOrder = 1,
    };

    [Theory, MemberData(nameof(Methods.All), MemberType = typeof(Methods))]
    public async Task A_solve_leaves_no_native_memory(string method)
    {
        var before = NativeBytes.InUse;
        using (var threads = new SolverThreads(2))
            await Methods.For(method, Problem).SolveAsync(PruningMethods.Named(method), threads);
        Assert.Equal(before, NativeBytes.InUse);
    }

    [Fact]
    public async Task What_the_threads_keep_for_the_next_solve_does_not_grow()
    {
        using var threads = new SolverThreads(2);
        await Problem.SolveAsync(new DualNewton(), threads);
        var before = NativeBytes.InUse;
        await Problem.SolveAsync(new DualNewton(), threads);
        Assert.Equal(before, NativeBytes.InUse);
    }

    [Fact]
    public async Task Nor_does_one_of_rows_too_long_for_a_stack()
    {
        var rows = Problem with
        {
            Gradients = [new float[4000]], Weights = [.. Enumerable.Range(0, 4000).Select(j => (float)j)],
            Tensors = [new("w", 2, 2000)], Rule = new WholeRows(2000),
        };
        var before = NativeBytes.InUse;
        using (var threads = new SolverThreads(2))
            Assert.Equal(Enumerable.Range(2000, 2000), (await rows.SolveAsync(new DualNewton(), threads)).Support);
        Assert.Equal(before, NativeBytes.InUse);
    }

    [Fact]
    public async Task Nor_does_one_that_fails()
    {
        using var threads = new SolverThreads(2);
        var before = NativeBytes.InUse;
        using (var block = new WeightBlock(new BlockId("w", 0), 2, 1, threads))
        {
            block.BeginStage();
            block.WriteTile(0, 1, 0, [1, 1]);
            await Assert.ThrowsAsync<NumericalException>(() => block.ScoreAsync([1e39], RankQuery.Coarse(0)));
        }

        Assert.Equal(before, NativeBytes.InUse);
    }

    [Fact]
    public void Blocks_hold_memory_until_they_are_disposed()
    {
        using var threads = new SolverThreads(1);
        var before = NativeBytes.InUse;
        using (Problem.ToBlocks(threads))
            Assert.True(NativeBytes.InUse > before);
        Assert.Equal(before, NativeBytes.InUse);
    }
}
