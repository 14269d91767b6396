using Chita.Numerics;
using Chita.Pruning;

namespace Chita.Core.Tests.Pruning;

/// <summary>Random problems small enough to try every support, with all the degeneracies real networks have.</summary>
public sealed class RandomProblemTests : IDisposable
{
    internal static readonly Gen<float> Entry = Gen.OneOf(Gen.Int[-8, 8].Select(i => i / 8f), Gen.Float[-2, 2]);

    // Few distinct values, so that |w| ties are common; 0 among them.
    internal static readonly Gen<float> Weight = Gen.OneOf(Gen.Int[-3, 3].Select(i => i / 2f), Gen.Float[-2, 2]);

    internal static readonly Gen<double> Ridge = AnyOf(1e-6, 1e-4, 1e-2, 1, 30, 1e3);

    internal static readonly Gen<double> FirstOrder = AnyOf(0, 1.0 / 16, 1);

    private static readonly Gen<SmallProblem> Problems = Gen.Select(Gen.Int[1, 6], Gen.Int[1, 12]).SelectMany((n, p) =>
        Gen.Select(Entry.Array[p].Array[n], Gen.Int[0, 7].Array[p], Weight.Array[p], Gen.Int[0, p], Ridge, FirstOrder)
            .Select((rows, kinds, weights, kept, ridge, firstOrder) => new SmallProblem
            {
                Gradients = Degenerate(rows, kinds), Weights = weights, Kept = kept, Ridge = ridge, FirstOrder = firstOrder,
            }));

    private readonly SolverThreads _threads = new(2);

    public void Dispose() => _threads.Dispose();

    [Theory, InlineData("bso"), InlineData("chita")]
    public async Task A_method_ends_between_the_optimum_and_magnitude_pruning(string method) => await ForEach(method, (problem, solved, optimum) =>
    {
        var pruned = problem.Objective([.. problem.Weights.Select((w, j) => problem.LargestWeights().Contains(j) ? w : 0f)]);
        Assert.InRange(solved.Objective, optimum - problem.Rounding, pruned + problem.Rounding);
    });

    [Theory, InlineData("magnitude"), InlineData("bso"), InlineData("chita")]
    public async Task The_bound_is_a_bound(string method) => await ForEach(method, (problem, solved, optimum) =>
        Assert.True(solved.LowerBound <= optimum + 1e-12 * problem.Scale, $"{solved.LowerBound:r} is above {optimum:r}"));

    [Theory, InlineData("magnitude"), InlineData("bso"), InlineData("chita")]
    public async Task The_committed_weights_have_the_reported_objective_and_no_more_nonzeros_than_allowed(string method) => await ForEach(method, (problem, solved, _) =>
    {
        Assert.Equal(problem.Objective(solved.Weights), solved.Objective, problem.Float32Rounding(solved.Weights));
        Assert.InRange(solved.Support.Length, 0, problem.Kept);
    });

    // At the second step's minimiser, just before the breakpoint, weights 0 and 2 are a tie in float32.
    [Fact]
    public async Task Thresholding_never_goes_up_where_ranks_nearly_tie()
    {
        var problem = new SmallProblem
        {
            Gradients = [[0, 0, 0, 0.125f], [-2, 2.336E-07f, 0, 0]], Weights = [0, -1.5f, 1, -1], Kept = 3, Ridge = 1, FirstOrder = 1,
        };
        var solved = await problem.SolveAsync(new Bso(), _threads);
        Assert.InRange(solved.Objective, problem.BruteForceOptimum() - problem.Rounding, 0);
    }

    [Fact]
    public async Task Bso_without_thresholding_is_the_backsolve_on_the_largest_weights_ties_to_the_lower_index() =>
        await Problems.SampleAsync(async problem =>
        {
            var solved = await problem.SolveAsync(new Bso(), _threads, maxIterations: 0);
            var support = problem.LargestWeights();
            Assert.Equal(problem.Objective(problem.Backsolve(support)), solved.Objective, problem.Rounding);
            Assert.Empty(solved.Support.Except(support));
        });

    [Fact]
    public async Task Magnitude_keeps_the_largest_weights_as_they_are_ties_to_the_lower_index() =>
        await Problems.SampleAsync(async problem =>
        {
            var solved = await problem.SolveAsync(new Magnitude(), _threads);
            var support = problem.LargestWeights();
            Assert.Equal(problem.Weights.Select((w, j) => support.Contains(j) ? w : 0f), solved.Weights);
        });

    [Fact]
    public async Task Keeping_everything_without_a_first_order_term_leaves_the_network_as_it_is() =>
        await Problems.Select(problem => problem with { Kept = problem.Weights.Length, FirstOrder = 0 }).SampleAsync(async problem =>
        {
            var solved = await problem.SolveAsync(new DualNewton(), _threads);
            Assert.Equal(0, solved.Objective, 1e-12 * problem.Scale);
            Assert.All(problem.Weights.Zip(solved.Weights), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        });

    private async Task ForEach(string method, Action<SmallProblem, Solved, double> check) => await Problems.SampleAsync(async problem =>
        check(problem, await problem.SolveAsync(PruningMethods.Named(method), _threads), problem.BruteForceOptimum()));

    private static Gen<double> AnyOf(params double[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>Makes some columns dead (kind 0) or a copy of the one before (kind 1).</summary>
    internal static float[][] Degenerate(float[][] rows, int[] kinds)
    {
        foreach (var row in rows)
        {
            for (var j = 0; j < row.Length; j++)
                row[j] = kinds[j] == 0 ? 0 : kinds[j] == 1 && j > 0 ? row[j - 1] : row[j];
        }

        return rows;
    }
}
