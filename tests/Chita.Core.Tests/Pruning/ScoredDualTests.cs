using Chita.Numerics;
using Chita.Pruning;
using Chita.Selection;

namespace Chita.Core.Tests.Pruning;

/// <summary>The scores at the dual vector of a solve's weights are all that another budget needs.</summary>
public sealed class ScoredDualTests : IDisposable
{
    private static readonly Gen<SmallProblem> Problems = Gen.Select(Gen.Int[1, 6], Gen.Int[4, 11]).SelectMany((n, p) =>
        Gen.Select(Gen.Float[-2, 2].Array[p].Array[n], Gen.Float[-2, 2].Array[p], Gen.Int[0, p], Gen.Double[-3, 1], Gen.Int[0, 1]).Select((rows, weights, kept, power, firstOrder) =>
            new SmallProblem { Gradients = rows, Weights = weights, Kept = kept, Ridge = Math.Pow(10, power), FirstOrder = firstOrder }));

    private readonly SolverThreads _threads = new(2);

    public static TheoryData<string> Rules => ["per layer", "bounded", "priced", "n:m", "rows"];

    public void Dispose() => _threads.Dispose();

    [Fact]
    public async Task Its_bound_holds_for_every_other_number_of_weights() => await Problems.SampleAsync(async problem =>
    {
        var solved = await SolveAsync(problem);
        for (var kept = 0; kept <= problem.Weights.Length; kept++)
        {
            var other = problem with { Kept = kept };
            var (_, squares) = await SelectAsync(other, solved.Scores);
            Assert.True(solved.Dual.Bound(squares) <= other.BruteForceOptimum() + 1e-12 * problem.Scale);
        }
    }, iter: 100);

    [Theory, MemberData(nameof(Rules))]
    public async Task Its_bound_holds_under_every_rule(string rule) => await RuleProblemTests.Problems(rule).SampleAsync(async problem =>
    {
        var solved = await SolveAsync(problem);
        var (_, squares) = await SelectAsync(problem, solved.Scores);
        var optimum = AllowedSupports.Of(problem.Rule!, problem.Tensors!).Min(support => problem.Objective(problem.Backsolve(support)));
        Assert.True(solved.Dual.Bound(squares) <= optimum + 1e-12 * problem.Scale);
    }, iter: 50);

    [Fact]
    public async Task Kept_weights_are_their_scores_to_the_last_bit_and_the_objective_is_the_dual_function_on_them() => await Problems.SampleAsync(async problem =>
    {
        var solved = await SolveAsync(problem);
        Assert.All(solved.Weights.Zip(solved.Scores), pair => Assert.True(pair.First == 0 || SameBits(pair.First, pair.Second)));
        Assert.Equal(solved.Objective, solved.Dual.Bound(Squares(solved.Weights)), 1e-5 * problem.Scale);
    }, iter: 200);

    [Fact]
    public async Task The_budget_of_the_solve_itself_gives_its_network_again_unless_other_weights_have_larger_scores() => await Problems.SampleAsync(async problem =>
    {
        var solved = await SolveAsync(problem);
        var (again, _) = await SelectAsync(problem, solved.Scores);
        Assert.True(again.Count(weight => weight != 0) <= problem.Kept);
        if (!again.SequenceEqual(solved.Weights))
            Assert.True(Squares(again) >= Squares(solved.Weights) && again.Zip(solved.Weights).All(pair => pair.First == 0 || pair.Second == 0 || SameBits(pair.First, pair.Second)));
    }, iter: 200);

    [Fact]
    public async Task Blocks_and_threads_change_no_bit() => await Problems.SampleAsync(async problem =>
    {
        var one = await SolveAsync(problem, blockSize: 2);
        using var other = new SolverThreads(3);
        var two = await SolveAsync(problem, blockSize: 2, other);
        Assert.Equal(one.Scores, two.Scores);
        Assert.Equal(one.Dual, two.Dual);
    }, iter: 30);

    private static bool SameBits(float a, float b) => BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b);

    private static double Squares(float[] weights) => weights.Sum(weight => (double)weight * weight);

    private async Task<(float[] Weights, float[] Scores, ScoredDual Dual, double Objective)> SolveAsync(SmallProblem problem, int blockSize = 3, SolverThreads? threads = null)
    {
        threads ??= _threads;
        using var blocks = problem.ToBlocks(threads, blockSize);
        var journal = new RecordingJournal();
        var result = await new DualNewton().SolveAsync(problem.ToProblem(), blocks.Root, threads, journal, CancellationToken.None);
        var weights = blocks.Read();
        var dual = await ScoredDual.AtAsync(problem.ToProblem(), blocks.Root, journal.Dual!);
        Assert.Equal(weights, blocks.Read());
        return (weights, blocks.ReadScores(), dual, result.Objective!.Value);
    }

    /// <summary>What the problem's rule keeps of some values, and the largest Σ of their squares that it allows.</summary>
    private async Task<(float[] Kept, double Squares)> SelectAsync(SmallProblem problem, float[] values)
    {
        using var blocks = (problem with { Weights = values }).ToBlocks(_threads);
        var (cuts, sums) = await problem.ToProblem().Rule.SelectAtAsync(blocks.Root, []);
        await blocks.Root.CommitAsync([]);
        return (blocks.Read(), cuts.Most(sums.KeptScoreSquares));
    }
}
