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

    private static readonly Gen<double> Mu = AnyOf(1e-8, 1e-6, 1e-4, 1e-2, 1, 30, 1e3, 1e6);

    internal static readonly Gen<double> FirstOrder = AnyOf(0, 1.0 / 16, 1);

    private static readonly Gen<SmallProblem> Problems = Gen.Select(Gen.Int[1, 5], Gen.Int[1, 9]).SelectMany((n, p) =>
        Gen.Select(Entry.Array[p].Array[n], Gen.Int[0, 7].Array[p], Gen.Int[0, 7].Array[n], Weight.Array[p], Gen.Int[-1, p + 1], Mu, FirstOrder)
            .Select((rows, columnKinds, rowKinds, weights, kept, mu, firstOrder) => new SmallProblem
            {
                Gradients = Degenerate(rows, columnKinds, rowKinds), Weights = weights, Kept = Math.Clamp(kept, 0, p), Ridge = mu / n, FirstOrder = firstOrder,
            }));

    private readonly SolverThreads _threads = new(2);

    public void Dispose() => _threads.Dispose();

    [Theory, MemberData(nameof(Methods.All), MemberType = typeof(Methods))]
    public async Task A_method_ends_between_its_bound_the_optimum_and_magnitude_pruning_with_the_weights_it_tells_of(string method) =>
        await Problems.Select(problem => Methods.For(method, problem)).SampleAsync(async problem =>
        {
            var solved = await problem.SolveAsync(PruningMethods.Named(method), _threads);
            var optimum = problem.BruteForceOptimum();
            var pruned = problem.Objective([.. problem.Weights.Select((w, j) => problem.LargestWeights().Contains(j) ? w : 0f)]);

            Assert.True(solved.LowerBound <= optimum + 1e-12 * problem.Scale, $"The bound {solved.LowerBound:r} is above the optimum {optimum:r}.");
            Assert.InRange(solved.Objective, optimum - problem.Rounding, pruned + problem.Rounding);
            Assert.Equal(problem.Objective(solved.Weights), solved.Objective, problem.Float32Rounding(solved.Weights));
            Assert.InRange(solved.Support.Length, 0, problem.Kept);
            Assert.Equal(solved.Support.Length, solved.Result.Nonzero);
        }, iter: 1000);

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

    private static Gen<double> AnyOf(params double[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>Makes some columns, and some rows, dead (kind 0) or a copy of the one before (kind 1).</summary>
    internal static float[][] Degenerate(float[][] rows, int[] columnKinds, int[] rowKinds)
    {
        foreach (var row in rows)
        {
            for (var j = 0; j < row.Length; j++)
                row[j] = columnKinds[j] == 0 ? 0 : columnKinds[j] == 1 && j > 0 ? row[j - 1] : row[j];
        }

        for (var i = 1; i < rows.Length; i++)
            rows[i] = rowKinds[i] == 0 ? new float[rows[i].Length] : rowKinds[i] == 1 ? rows[i - 1] : rows[i];
        return rows;
    }
}
