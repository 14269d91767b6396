using Chita.Blocks;
using Chita.Collectives;
using Chita.Core.Tests.Pruning;
using Chita.Numerics;
using Chita.Pruning;

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
        using var threads = new SolverThreads(2);
        var before = NativeBytes.InUse;
        await Methods.For(method, Problem).SolveAsync(PruningMethods.Named(method), threads);
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
