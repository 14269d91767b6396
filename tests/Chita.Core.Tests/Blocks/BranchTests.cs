using Chita.Blocks;
using Chita.Collectives;
using Chita.Core.Tests.Pruning;
using Chita.Numerics;
using Chita.Pruning;
using Chita.Selection;

namespace Chita.Core.Tests.Blocks;

/// <summary>Collectives over branches, up to five deep, against those of the same blocks without: what is exact is equal, sums are but for their last bits.</summary>
public sealed class BranchTests : IDisposable
{
    private readonly SolverThreads _threads = new(2);

    public static TheoryData<string, int> Cases => new MatrixTheoryData<string, int>(["unstructured", "per layer", "bounded", "n:m", "rows"], [2, 3, 7]);

    public void Dispose() => _threads.Dispose();

    [Theory, MemberData(nameof(Cases))]
    public async Task Selections_and_their_ties_are_the_same(string rule, int branchSize) => await ComparedAsync(rule, branchSize, async (problem, flat, deep) =>
    {
        foreach (var q in (double[][])[[], [0.25, -0.5, 1]])
        {
            var expected = await problem.Rule!.SelectAtAsync(flat.Root, q, project: true);
            var actual = await problem.Rule!.SelectAtAsync(deep.Root, q, project: true);
            Assert.Equal(expected.Cuts.Cuts, actual.Cuts.Cuts);
            Assert.Equal(expected.Sums.Kept, actual.Sums.Kept);
            Near([expected.Sums.KeptScoreSquares, expected.Sums.DroppedWeightSquares], [actual.Sums.KeptScoreSquares, actual.Sums.DroppedWeightSquares]);
            await SameWeights(flat, deep);
        }
    });

    [Theory, MemberData(nameof(Cases))]
    public async Task So_is_what_is_counted_along_a_line(string rule, int branchSize) => await ComparedAsync(rule, branchSize, async (problem, flat, deep) =>
    {
        var line = new[] { 1, 0.5, 0.125 };
        var (expected, actual) = (await Line(flat.Root), await Line(deep.Root));
        Assert.Equal(expected.Coarse.ToArray(), actual.Coarse.ToArray());
        Assert.Equal(expected.Cuts.Cuts, actual.Cuts.Cuts);
        Near(expected.Probed.KeptScoreSquares, actual.Probed.KeptScoreSquares);

        async Task<(Histogram Coarse, LineCuts Cuts, LineSums Probed)> Line(ICollectives root)
        {
            await problem.Rule!.SelectAtAsync(root, []);
            var coarse = await root.AimAsync([1, 0, -1], problem.Rule!.Coarse(line));
            var cuts = await problem.Rule!.CutAsync(root, line, coarse);
            return (coarse, cuts, await root.ProbeAsync(cuts));
        }
    });

    [Theory, InlineData(2), InlineData(3), InlineData(7)]
    public async Task Flips_reach_the_same_weights(int branchSize) => await ComparedAsync("unstructured", branchSize, async (problem, flat, deep) =>
    {
        foreach (var blocks in (InProcessBlocks[])[flat, deep])
            await problem.Rule!.SelectAtAsync(blocks.Root, [0.25, -0.5, 1]);
        var (low, high) = (Histogram.Key(0.4), Histogram.Key(1.2));
        var (expected, actual) = (await flat.Root.BorderAsync(low, high), await deep.Root.BorderAsync(low, high));
        Assert.Equal(expected.Positions, actual.Positions);
        Assert.Equal(expected.Selected, actual.Selected);
        Assert.Equal(expected.Scores, actual.Scores);
        Assert.Equal(expected.Columns, actual.Columns);
        long[] flips = [.. expected.Positions.Where((_, i) => i % 3 == 0)];
        Assert.Equal((await flat.Root.FlipAsync(flips)).Kept, (await deep.Root.FlipAsync(flips)).Kept);
        await SameWeights(flat, deep);
    });

    [Theory, InlineData(2), InlineData(3), InlineData(7)]
    public async Task Sums_are_the_same_but_for_their_last_bits(int branchSize) => await ComparedAsync("unstructured", branchSize, async (problem, flat, deep) =>
    {
        foreach (var (expected, actual) in (await Sums(flat.Root)).Zip(await Sums(deep.Root)))
            Near(expected, actual);
        await SameWeights(flat, deep);

        async Task<List<double[]>> Sums(ICollectives root)
        {
            var (cuts, _) = await problem.Rule!.SelectAtAsync(root, []);
            var moments = await root.MomentsAsync();
            var gram = await root.GramAsync(rebuild: true);
            await root.ActivateAsync(LineCuts.Everything);
            var gradient = await root.GradientAsync([1, 2, 3], 0.5);
            var smallest = await root.BreakpointAsync(gradient.DroppedMaximum);
            return
            [
                moments.Product, [moments.SquaredNorm, moments.GradientSquares, moments.Weights], gram.Tiles, gram.KeptProduct, [gram.Entered],
                (await root.GramProductAsync([1, 2, 3])).Values, (await root.KeptProductAsync()).Values, (await root.PointAsync(cuts)).Product,
                [gradient.DroppedMaximum, gradient.KeptSquares, smallest.Value], gradient.KeptProduct,
            ];
        }
    });

    [Theory, InlineData(2), InlineData(3), InlineData(7)]
    public async Task What_goes_from_weight_to_weight_has_the_same_bits(int branchSize) => await ComparedAsync("unstructured", branchSize, async (problem, flat, deep) =>
    {
        foreach (var blocks in (InProcessBlocks[])[flat, deep])
            await problem.Rule!.SelectAtAsync(blocks.Root, [], project: true);
        Assert.Equal((await flat.Root.DescendAsync([1, 2, 3], 0.5)).Residual, (await deep.Root.DescendAsync([1, 2, 3], 0.5)).Residual);
        await SameWeights(flat, deep);
    });

    [Theory, MemberData(nameof(Methods.All), MemberType = typeof(Methods))]
    public async Task A_solve_over_branches_has_the_same_bits_with_any_number_of_threads_and_is_as_good(string method)
    {
        var problem = Methods.For(method, Random("unstructured", seed: 5) with { FirstOrder = 0.25 });
        var (expected, _) = await SolveAsync(1, branchSize: 2);
        Assert.Equal(expected, (await SolveAsync(3, branchSize: 2)).Bits);
        Assert.Equal((await SolveAsync(2, branchSize: 64)).Solved.Objective, (await SolveAsync(2, branchSize: 3)).Solved.Objective, 1e-9 * problem.Scale);

        async Task<(string Bits, Solved Solved)> SolveAsync(int count, int branchSize)
        {
            using var threads = new SolverThreads(count);
            using var blocks = problem.ToBlocks(threads, blockSize: 2, branchSize: branchSize);
            var result = await PruningMethods.Named(method).SolveAsync(problem.ToProblem(20), blocks.Root, threads, null, TestContext.Current.CancellationToken);
            var solved = new Solved(result, blocks.Read());
            return ($"{solved.Objective:r} {solved.LowerBound:r} {result.Iterations} {string.Join(' ', solved.Weights)}", solved);
        }
    }

    private async Task ComparedAsync(string rule, int branchSize, Func<SmallProblem, InProcessBlocks, InProcessBlocks, Task> compare)
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var problem = Random(rule, seed);
            using var flat = problem.ToBlocks(_threads, blockSize: 2);
            using var deep = problem.ToBlocks(_threads, blockSize: 2, branchSize: branchSize);
            await compare(problem, flat, deep);
        }
    }

    /// <summary>Weights and gradients of few values, so that ties fall into every branch; 16 and 32 blocks of two weights.</summary>
    private static SmallProblem Random(string rule, int seed)
    {
        var random = new Random(seed);
        return new SmallProblem
        {
            Gradients = [.. Enumerable.Range(0, 3).Select(_ => Values())], Weights = Values(), Kept = 37, Ridge = 0.1, FirstOrder = 0,
            Tensors = [new("a", 16, 2), new("b", 8, 8)],
            Rule = rule switch
            {
                "per layer" => new PerLayer(random.Next(33), random.Next(65)),
                "bounded" => new Bounded(40, [3, 5], [20, 60]),
                "n:m" => new NofM(1, 2),
                "rows" => new WholeRows(40, 1),
                _ => new Unstructured(random.Next(97)),
            },
        };

        float[] Values() => [.. Enumerable.Range(0, 96).Select(_ => random.Next(-2, 3) / 2f)];
    }

    private static async Task SameWeights(InProcessBlocks flat, InProcessBlocks deep)
    {
        Assert.Equal((await flat.Root.CommitAsync([])).Nonzero, (await deep.Root.CommitAsync([])).Nonzero);
        Assert.Equal(flat.Read(), deep.Read());
    }

    private static void Near(double[] expected, double[] actual)
    {
        var scale = expected.Select(Math.Abs).Append(1e-3).Max();
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-12 * scale));
    }
}
