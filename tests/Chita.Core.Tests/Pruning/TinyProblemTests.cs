using Chita.Numerics;
using Chita.Pruning;

namespace Chita.Core.Tests.Pruning;

/// <summary>The forty golden problems whose optimum is known by exhaustive search.</summary>
public sealed class TinyProblemTests : IDisposable
{
    private readonly SolverThreads _threads = new(2);

    /// <summary>Wherever these run, a gap below it counts as closed.</summary>
    private const double Closed = 1e-9;

    public void Dispose() => _threads.Dispose();

    [Fact]
    public async Task Magnitude_reports_the_pruned_objective() => await ForEach(new Magnitude(), (tiny, solved) =>
        AssertRelative(tiny.Magnitude.PrunedObjective, solved.Objective, 1e-11, tiny));

    [Fact]
    public async Task Magnitude_keeps_the_largest_weights() => await ForEach(new Magnitude(), (tiny, solved) =>
        Assert.Equal(tiny.Magnitude.Support, solved.Support));

    [Fact]
    public async Task Bso_without_thresholding_is_the_backsolve_on_the_largest_weights() => await ForEach(new Bso(), maxIterations: 0, check: (tiny, solved) =>
        AssertRelative(tiny.Magnitude.BacksolvedObjective, solved.Objective, 1e-9, tiny));

    [Theory, MemberData(nameof(Methods.All), MemberType = typeof(Methods))]
    public async Task No_method_goes_below_the_optimum(string method) => await ForEach(PruningMethods.Named(method), (tiny, solved) =>
        Assert.True(solved.Objective >= tiny.Optimum.Objective - tiny.Tolerance, $"{solved.Objective:r} is below {tiny.Optimum.Objective:r}"));

    [Theory, MemberData(nameof(Methods.All), MemberType = typeof(Methods))]
    public async Task No_bound_is_above_the_optimum(string method) => await ForEach(PruningMethods.Named(method), (tiny, solved) =>
        Assert.True(solved.LowerBound <= tiny.Optimum.Objective + tiny.Tolerance, $"{solved.LowerBound:r} is above {tiny.Optimum.Objective:r}"));

    [Fact]
    public async Task Where_the_gap_is_closed_chita_found_the_optimum_and_its_support()
    {
        var (closed, reached) = (0, 0);
        await ForEach(new DualNewton(), (tiny, solved) =>
        {
            reached += solved.Objective <= tiny.Optimum.Objective + tiny.Tolerance ? 1 : 0;
            if (solved.Result.Gap > Closed)
                return;
            closed++;
            AssertRelative(tiny.Optimum.Objective, solved.Objective, 2 * Closed, tiny);
            Assert.Equal(tiny.Optimum.Support, solved.Support);
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"gap closed in {closed} of 40, optimum reached in {reached}");
        Assert.True(closed > 0, "No gap was closed: the test tested nothing.");
    }

    [Theory, MemberData(nameof(Methods.All), MemberType = typeof(Methods))]
    public async Task The_committed_weights_have_the_reported_objective(string method) => await ForEach(PruningMethods.Named(method), (tiny, solved) =>
    {
        var problem = tiny.ToSmall();
        Assert.Equal(problem.Objective(solved.Weights), solved.Objective, problem.Float32Rounding(solved.Weights));
        Assert.InRange(solved.Support.Length, 0, tiny.K);
        Assert.Equal(solved.Support.Length, solved.Result.Nonzero);
    });

    private Task ForEach(IPruningMethod method, Action<TinyProblem, Solved> check) => ForEach(method, 1000, check);

    private async Task ForEach(IPruningMethod method, int maxIterations, Action<TinyProblem, Solved> check)
    {
        var problems = TinyProblem.Load();
        Assert.Equal(40, problems.Count);
        // block-bso knows no first-order term; half of the problems have none.
        foreach (var tiny in problems.Where(tiny => method is not BlockBso || tiny.FirstOrder == 0))
            check(tiny, await tiny.ToSmall().SolveAsync(method, _threads, maxIterations));
    }

    private static void AssertRelative(double expected, double actual, double tolerance, TinyProblem tiny) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Abs(expected),
            $"expected {expected:r}, got {actual:r} (p = {tiny.Weights.Length}, k = {tiny.K}, ridge {tiny.Ridge}, first order {tiny.FirstOrder})");
}
