using Chita.Pruning;

namespace Chita.Core.Tests.Pruning;

/// <summary>Solves of real networks against what other solvers are known to reach on the same A.</summary>
public sealed class GoldenObjectiveTests(GoldenProblems problems)
{
    private const decimal Hardest = 0.98m;

    public static TheoryData<string, double, double, decimal> Cases { get; } =
    [
        .. from problem in new[] { (Name: "mlpnet", FirstOrder: 1.0), (Name: "resnet20", FirstOrder: 1.0 / 16) }
           from setting in new[] { (Ridge: 1e-3, FirstOrder: 0.0), (Ridge: 1e-4, FirstOrder: 0.0), (Ridge: 1e-3, problem.FirstOrder) }
           from sparsity in new[] { 0.5m, 0.8m, 0.9m, 0.95m, Hardest }
           select new TheoryDataRow<string, double, double, decimal>(problem.Name, setting.Ridge, setting.FirstOrder, sparsity),
    ];

    [Theory, MemberData(nameof(Cases))]
    public async Task Chita_reaches_the_golden_objective_and_certifies_it(string name, double ridge, double firstOrder, decimal sparsity)
    {
        var problem = await problems.LoadAsync(name);
        var golden = problem.Case(ridge, firstOrder, sparsity);
        var solved = await problem.SolveAsync(new DualNewton(), golden);

        var allowed = golden.Reached + 1e-4 * Math.Abs(golden.Reached);
        Assert.True(solved.Objective <= allowed, $"objective {solved.Objective:r} is above {allowed:r}; {golden.Reached:r} has been reached");
        Assert.True(solved.LowerBound <= solved.Objective, $"bound {solved.LowerBound:r} is above the objective {solved.Objective:r}");
        var gap = name == "mlpnet" && sparsity == Hardest ? 5e-3 : 1e-3;
        Assert.True(solved.Gap <= gap, $"gap {solved.Gap:r} is above {gap}");
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Magnitude_has_the_golden_objective(string name, double ridge, double firstOrder, decimal sparsity)
    {
        var problem = await problems.LoadAsync(name);
        var golden = problem.Case(ridge, firstOrder, sparsity);
        var solved = await problem.SolveAsync(new Magnitude(), golden);

        // Where there is a first order, Q is what is left of two sums near ½α²n, and A is known to float32's last places.
        Assert.Equal(golden.Magnitude, solved.Objective!.Value, 1e-6 * Math.Abs(golden.Magnitude) + 1e-8 * firstOrder * firstOrder * problem.Golden.N / 2);
    }
}
