using Chita.Benchmarks.Problems;
using Chita.Benchmarks.Reports;
using Chita.Numerics;
using Chita.Pruning;

namespace Chita.Benchmarks.Methods;

/// <summary>Every method on every case of every problem: what it reaches, and at what price.</summary>
/// <param name="plan">What to measure.</param>
/// <param name="threads">Where the kernels run; not owned.</param>
/// <param name="bandwidth">Read bandwidth of the machine, measured in this run, bytes per second.</param>
internal sealed class MethodTables(MethodPlan plan, SolverThreads threads, double bandwidth)
{
    private static readonly string[] Columns =
    [
        "λ, α, sparsity", "objective", "bound", "gap", "iterations", "seconds", "passes", "GB/s", "of peak", "/ reached", "speed-up",
    ];

    public async Task<IReadOnlyList<Section>> MeasureAsync(CancellationToken cancellation)
    {
        var sections = new List<Section> { Legend };
        foreach (var name in plan.Problems)
        {
            try
            {
                Progress.Tell($"{name}: making A");
                using var problem = await ProblemCatalog.LoadAsync(name, plan.Storage, threads, cancellation);
                sections.Add(await MeasureAsync(problem, cancellation));
            }
            catch (AbsentDataException absent)
            {
                Progress.Tell($"{name}: skipped: {absent.Message}.");
                sections.Add(new Section(name, [$"Skipped: {absent.Message}."], []));
            }
        }

        return sections;
    }

    private Section Legend => new("Methods", [
        FormattableString.Invariant($"Solves as campaigns do them by default (gap 1e-4, at most 50 iterations), the fastest of {plan.Repeats}. ")
            + "The gap is (objective − bound) / (objective + ½α²n). Passes are bytes of A read / bytes of A; "
            + "GB/s, and its share of the read bandwidth (of peak), are over the whole solve, its dense n × n work included.",
        "Objective / reached: reached is what a plain dual Newton method in NumPy is known to reach; where both are below 0, a ratio above 1 is the better one. "
            + "The speed-up is against the published solver of the CHITA paper, and is given only where its objective was reached; its seconds were taken on one core of a shared machine: read it as an order of magnitude.",
    ], []);

    private async Task<Section> MeasureAsync(BenchmarkProblem problem, CancellationToken cancellation)
    {
        var notes = new List<string>
        {
            $"p = {Figures.Count(problem.Weights)}, n = {problem.Rows}, A {Figures.Mebibytes(problem.Bytes)}: {problem.Description}.",
        };
        var tables = new List<ReportTable>();
        foreach (var name in plan.Methods)
        {
            var measured = new List<SolveMeasurement>();
            // The block approximation has no first-order term.
            foreach (var solve in problem.Cases.Where(solve => name != "block-bso" || solve.FirstOrder == 0))
            {
                measured.Add(await SolveMeasurement.FastestAsync(problem, PruningMethods.Named(name), solve, plan.Repeats, threads, cancellation));
                Progress.Tell(FormattableString.Invariant($"{problem.Name}: {name} at {solve.Sparsity}: {measured[^1].Seconds:0.00} s"));
            }

            tables.Add(new ReportTable(name, Columns, [.. measured.Select(solve => Row(problem, solve))]));
            if (name == "chita" && GeometricMean(measured) is { } mean)
                notes.Add(mean);
        }

        return new Section(problem.Name, notes, tables);
    }

    private string[] Row(BenchmarkProblem problem, SolveMeasurement solve)
    {
        // A method without kernels over A, or kernels that do not count yet, read nothing.
        double? bytes = solve.BytesRead == 0 ? null : solve.BytesRead;
        var rate = bytes / solve.Seconds;
        return
        [
            FormattableString.Invariant($"{solve.Case.Ridge:0e+0}, {solve.Case.FirstOrder:0.####}, {solve.Case.Sparsity}"),
            Figures.Significant(solve.Result.Objective),
            Figures.Significant(solve.Result.LowerBound),
            Figures.Small(solve.Result.Gap),
            Figures.Count(solve.Result.Iterations),
            Figures.Fixed(solve.Seconds, 3),
            Figures.Fixed(bytes / problem.Bytes, 2),
            Figures.Fixed(rate / 1e9, 2),
            Figures.Percent(rate / bandwidth),
            Figures.Fixed(solve.OfReached, 6),
            Figures.Fixed(solve.SpeedUp, 1),
        ];
    }

    private static string? GeometricMean(List<SolveMeasurement> measured)
    {
        var logarithms = measured.Where(solve => solve.SpeedUp is not null).Select(solve => Math.Log(solve.SpeedUp!.Value)).ToArray();
        return logarithms.Length == 0 ? null : FormattableString.Invariant(
            $"chita against the published solver: its objective reached in {logarithms.Length} of {measured.Count} cases, geometric mean of the speed-ups there {Math.Exp(logarithms.Average()):0.0}.");
    }
}
