using Chita.Blocks;
using Chita.Collectives;
using Chita.Numerics;
using Chita.Pruning;
using Chita.Selection;

namespace Chita.Core.Tests.Pruning;

/// <summary>What the paper's methods are, against the same mathematics written out naively.</summary>
public sealed class PaperMethodTests : IDisposable
{
    private readonly SolverThreads _threads = new(2);

    public void Dispose() => _threads.Dispose();

    [Theory, InlineData(0, 1e-3), InlineData(0, 1), InlineData(1.0 / 16, 1e-3), InlineData(1, 1e-2)]
    public async Task Nothing_that_a_scan_of_all_columns_finds_improves_on_the_end_of_iht(double firstOrder, double ridge)
    {
        var problem = Random(rows: 20, weights: 1200, kept: 200) with { FirstOrder = firstOrder, Ridge = ridge };
        using var blocks = problem.ToBlocks(_threads, blockSize: 250);
        var thresholding = new HardThresholding(problem.ToProblem(10_000), blocks.Root, await blocks.Root.MomentsAsync());
        var (iterations, end) = await thresholding.RunAsync(null, CancellationToken.None);

        Assert.InRange(iterations, 1, 9_999);
        await blocks.Root.ActivateAsync(LineCuts.Everything);
        Assert.Null(await thresholding.StepAsync(end));
    }

    [Fact]
    public async Task Coordinate_descent_converges_to_the_backsolve_on_its_support() =>
        await Gen.Select(Gen.Int[1, 30], Gen.Int[1, 100], Gen.Int[0, 2], Gen.Int[0, 1 << 20]).SampleAsync(async (rows, kept, power, seed) =>
        {
            // Conditioned such that a change of 1e-7 is the end, and not a slow crawl towards it.
            var problem = Random(rows, weights: 120, kept, seed) with { Ridge = 10.0 / rows * Math.Pow(10, power), FirstOrder = power / 2.0 };
            var solved = await problem.SolveAsync(new CoordinateDescent(), _threads, maxIterations: 1000);
            var backsolved = problem.Objective(problem.Backsolve(solved.Support));
            Assert.Equal(0, (solved.Objective - backsolved) / (backsolved + problem.ToProblem().Offset), 1e-6);
        }, iter: 100);

    [Theory, InlineData(30, 10), InlineData(30, 30), InlineData(30, 45), InlineData(1, 200), InlineData(1000, 300)]
    public async Task Block_bso_is_the_backsolve_of_each_500_weights_alone(int rows, int kept)
    {
        var problem = Random(rows, weights: 1150, kept);
        var support = problem.LargestWeights();
        using var blocks = new InProcessBlocks(new WeightLayout([new("a", 1100), new("b", 50)], 600), rows, _threads);
        await LoadAsync(problem, blocks);
        await blocks.Root.BacksolveBlocksAsync(problem.ToProblem().Mu);
        await blocks.Root.CommitAsync([]);

        // 600 weights make a block; of its weights 500 and 100 go together.
        var expected = new List<double>();
        foreach (var (first, end) in (ReadOnlySpan<(int, int)>)[(0, 500), (500, 600), (600, 1100), (1100, 1150)])
        {
            var part = problem with { Gradients = [.. problem.Gradients.Select(row => row[first..end])], Weights = problem.Weights[first..end] };
            expected.AddRange(part.Backsolve([.. support.Where(j => j >= first && j < end).Select(j => j - first)]));
        }

        Assert.All(expected.Zip(blocks.Read()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Theory, InlineData(5, 100), InlineData(40, 100), InlineData(40, 3)]
    public async Task Block_bso_of_a_single_block_is_the_backsolve(int rows, int kept)
    {
        // The blocks are two layers' 500 weights; only the first one has gradients, or magnitude enough to matter.
        var problem = Random(rows, weights: 1000, kept);
        for (var j = 500; j < 1000; j++)
        {
            problem.Weights[j] = 0;
            foreach (var row in problem.Gradients)
                row[j] = 0;
        }

        var block = await problem.SolveAsync(new BlockBso(), _threads, blockSize: 1000);
        var whole = await problem.SolveAsync(new Bso(), _threads, maxIterations: 0, blockSize: 1000);
        Assert.Equal(whole.Objective, block.Objective, 1e-9 * Math.Abs(whole.Objective));
        Assert.All(whole.Weights.Zip(block.Weights), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public async Task Where_the_dropped_cross_terms_would_make_it_worse_block_bso_is_magnitude_pruning()
    {
        // What the two layers drop cancels; each alone corrects for its own share.
        var problem = new SmallProblem { Gradients = [[1, 1, 1, 1]], Weights = [2, 1, 2, -1], Kept = 2, Ridge = 0.1, FirstOrder = 0 };
        var solved = await problem.SolveAsync(new BlockBso(), _threads, blockSize: 2);
        Assert.Equal([2, 0, 2, 0], solved.Weights);
        Assert.Equal((await problem.SolveAsync(new Magnitude(), _threads, blockSize: 2)).Objective, solved.Objective);
    }

    private static async Task LoadAsync(SmallProblem problem, InProcessBlocks blocks)
    {
        blocks.Load(problem.Weights);
        for (var i = 0; i < problem.Rows; i++)
            blocks.WriteRow(i, problem.Gradients[i]);
        await problem.ToProblem().Rule.SelectAtAsync(blocks.Root, [], project: true);
    }

    private static SmallProblem Random(int rows, int weights, int kept, int seed = 1)
    {
        var random = new Random(seed);
        return new SmallProblem
        {
            Gradients = [.. Enumerable.Range(0, rows).Select(_ => Values())], Weights = Values(), Kept = kept, Ridge = 1e-2, FirstOrder = 0,
        };

        float[] Values() => [.. Enumerable.Range(0, weights).Select(_ => random.NextSingle() - 0.5f)];
    }
}
