using Chita.Blocks;
using Chita.Collectives.Patterns;
using Chita.Numerics;
using Chita.Pruning;
using Chita.Selection;

namespace Chita.Core.Tests.Blocks;

/// <summary>What a block says it takes against what it takes.</summary>
[Collection(NativeMemoryCollection.Name)]
public sealed class BlockBytesTests
{
    [Theory]
    [InlineData(3000, 40, GradientStorage.Float32)]
    [InlineData(3000, 40, GradientStorage.BFloat16)]
    [InlineData(1024, 1, GradientStorage.Float32)]
    [InlineData(1025, 13, GradientStorage.BFloat16)]
    [InlineData(700, 100, GradientStorage.Float32)]
    public async Task A_solve_that_keeps_everything_takes_just_what_was_said(int weights, int rows, GradientStorage storage) =>
        Assert.Equal(WeightBlock.BytesFor(weights, rows, storage, BlockPattern.None), await PeakAsync([new("w", weights)], new Unstructured(weights), rows, storage));

    [Fact]
    public async Task So_does_one_of_rows_too_long_for_a_stack() =>
        Assert.Equal(
            WeightBlock.BytesFor(6000, 30, GradientStorage.Float32, new WholeGroups(1, 2000)),
            await PeakAsync([new("w", 3, 2000)], new WholeRows(6000), 30, GradientStorage.Float32));

    [Theory]
    [InlineData(3000, 40, 1000, GradientStorage.Float32)]
    [InlineData(3000, 100, 1000, GradientStorage.BFloat16)]
    [InlineData(5000, 300, 500, GradientStorage.Float32)]
    [InlineData(5000, 300, 500, GradientStorage.BFloat16)]
    [InlineData(1000, 300, 50, GradientStorage.BFloat16)]
    public async Task One_that_prunes_takes_no_more_and_hardly_less(int weights, int rows, int kept, GradientStorage storage)
    {
        var said = WeightBlock.BytesFor(weights, rows, storage, BlockPattern.None);
        Assert.InRange(await PeakAsync([new("w", weights)], new Unstructured(kept), rows, storage), 0.98 * said, said);
    }

    /// <summary>The peak of one block's memory, without that of the solver's own n × n work.</summary>
    private static async Task<long> PeakAsync(TensorSize[] tensors, ISelectionRule rule, int rows, GradientStorage storage)
    {
        var random = new Random(1);
        using var threads = new SolverThreads(2);
        var before = NativeBytes.InUse;
        long solver;
        using (new Cholesky(rows, threads))
            solver = NativeBytes.InUse - before + GramSum<Float32>.PanelsLength(Kernels.Padded(rows)) * sizeof(double);

        using var peak = new PeakNativeBytes();
        var layout = rule.Lay(new WeightLayout(tensors, int.MaxValue));
        using var blocks = new InProcessBlocks(layout, rows, threads, storage);
        blocks.Load(Values());
        for (var row = 0; row < rows; row++)
            blocks.WriteRow(row, Values());
        var problem = new PruningProblem { Rule = rule, Rows = rows, Ridge = 1e-3, MaxIterations = 5 };
        await new DualNewton().SolveAsync(problem, blocks.Root, threads, null, CancellationToken.None);
        return peak.Value - solver;

        float[] Values() => [.. Enumerable.Range(0, (int)layout.Weights).Select(_ => random.NextSingle() - 0.5f)];
    }
}
