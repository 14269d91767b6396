using Chita.Numerics;
using Chita.Pruning;

namespace Chita.Core.Tests.Pruning;

/// <summary>Swaps near the border, against trying every pair by a backsolve of its own.</summary>
public sealed class SwapSearchTests : IDisposable
{
    private static readonly Gen<SmallProblem> Problems = Gen.Select(Gen.Int[1, 6], Gen.Int[3, 9]).SelectMany((n, p) =>
        Gen.Select(Gen.Float[-2, 2].Array[p].Array[n], Gen.Float[-2, 2].Array[p], Gen.Int[1, p - 1], Gen.Double[-3, 1], Gen.Int[0, 1])
            .Select((rows, weights, kept, power, firstOrder) => new SmallProblem
            {
                Gradients = rows, Weights = weights, Kept = kept, Ridge = Math.Pow(10, power), FirstOrder = firstOrder,
            }));

    private readonly SolverThreads _threads = new(2);

    public void Dispose() => _threads.Dispose();

    [Fact]
    public void In_the_end_no_single_swap_lowers_the_objective() => Problems.Sample(problem =>
    {
        var support = Swap(problem, problem.LargestWeights(), least: 1e-9 * problem.Scale / problem.Mu);
        var reached = Objective(problem, support);
        Assert.True(reached <= Objective(problem, problem.LargestWeights()) + problem.Rounding);
        foreach (var leaves in support)
        {
            foreach (var enters in Enumerable.Range(0, problem.Weights.Length).Except(support))
                Assert.True(reached <= Objective(problem, [.. support.Except([leaves]), enters]) + 2e-9 * problem.Scale + problem.Rounding);
        }
    });

    [Fact]
    public void As_many_weights_are_kept_as_before() => Problems.Sample(problem =>
        Assert.Equal(problem.Kept, Swap(problem, problem.LargestWeights(), 0).Length));

    // Dual Newton alone stops at supports that one swap improves: with all weights near the border none is left.
    [Fact]
    public async Task No_single_swap_improves_what_chita_ends_with() => await Problems.SampleAsync(async problem =>
    {
        var solved = await problem.SolveAsync(new DualNewton(), _threads);
        var support = solved.Support;
        if (support.Length < problem.Kept || solved.Result.Gap == 0)
            return;
        foreach (var leaves in support)
        {
            foreach (var enters in Enumerable.Range(0, problem.Weights.Length).Except(support))
            {
                Assert.True(solved.Objective <= Objective(problem, [.. support.Except([leaves]), enters]) + 1e-8 * problem.Scale + problem.Rounding,
                    $"{enters} for {leaves} is better");
            }
        }
    });

    private static double Objective(SmallProblem problem, int[] support) => problem.Objective(problem.Backsolve(support));

    /// <summary>The search over all weights, with P and z from explicit inverses.</summary>
    private static int[] Swap(SmallProblem problem, int[] support, double least)
    {
        var p = problem.Weights.Length;
        var (covariances, scores) = problem.Covariances(support);
        var kept = new SwapSearch(covariances, scores, [.. Enumerable.Range(0, p).Select(support.Contains)]).Run(least);
        return [.. Enumerable.Range(0, p).Where(j => kept[j])];
    }
}
