using Chita.Reports;

namespace Chita.Client.Demo;

/// <summary>One line of the demo's result: a sparsity and what was left of the network's accuracy (0 … 1).</summary>
internal sealed record DemoRow(double Sparsity, long Kept, double? Dense, double? Magnitude, double? Chita, double? Gap)
{
    public static DemoRow Of(RunReport report) =>
        new(report.Sparsity, report.Kept, report.Dense, report.Magnitude, report.Pruned, report.Stages[^1].Gap);
}
