using Chita.Reports;

namespace Chita.Grains.Campaigns;

/// <summary>A point of a campaign's trade-off curve: what the solve to one sparsity reached.</summary>
/// <param name="Sparsity">The share of prunable weights that are zero, 0 … 1.</param>
/// <param name="Kept">Weights kept.</param>
/// <param name="Objective">The quadratic model's value at the weights found; null for a method that has none.</param>
/// <param name="LowerBound">No choice of so many weights has a smaller objective; null for a method without a certificate.</param>
/// <param name="Gap">How far from the best choice the one found can be at most (<see cref="StageReport.Gap"/>); null without a bound.</param>
/// <param name="Iterations">Iterations of the method.</param>
/// <param name="Seconds">Seconds, gradients included.</param>
/// <param name="Metric">What the campaign's metric measured there; null where it was not measured.</param>
/// <param name="Magnitude">What it measured after plain magnitude pruning of the dense network; null where it was not measured.</param>
/// <param name="HeldOutLoss">The mean loss on held-out samples; null where it was not measured.</param>
/// <param name="Recalibrated">What the metric was with batch-norm statistics taken anew; null where that was not asked for.</param>
[GenerateSerializer, Immutable, Alias("chita.FrontierPoint")]
public sealed record FrontierPoint(
    [property: Id(0)] double Sparsity, [property: Id(1)] long Kept, [property: Id(2)] double? Objective, [property: Id(3)] double? LowerBound, [property: Id(4)] double? Gap,
    [property: Id(5)] int Iterations, [property: Id(6)] double Seconds, [property: Id(7)] double? Metric,
    [property: Id(8)] double? Magnitude = null, [property: Id(9)] double? HeldOutLoss = null, [property: Id(10)] double? Recalibrated = null)
{
    /// <summary>The curve of a run that has ended: the levels of a frontier, else the stages, of which the last is what was measured.</summary>
    public static IReadOnlyList<FrontierPoint> Of(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Of(report.Levels, report.Stages, report);
    }

    /// <summary>The curve so far.</summary>
    /// <param name="levels">Levels that are answered.</param>
    /// <param name="stages">Stages that are done.</param>
    /// <param name="report">Null before the run has ended.</param>
    internal static IReadOnlyList<FrontierPoint> Of(IReadOnlyList<LevelReport> levels, IReadOnlyList<StageReport> stages, RunReport? report) => levels.Count > 0
        ? [.. levels.Select(Of)]
        : [.. stages.Select((stage, i) => Of(stage, i == stages.Count - 1 ? report : null))];

    private static FrontierPoint Of(LevelReport level) =>
        new(level.Sparsity, level.Kept, level.Objective, level.LowerBound, level.Gap, level.Iterations, 0, level.Pruned, level.Magnitude, level.HeldOutLoss, level.Recalibrated);

    private static FrontierPoint Of(StageReport stage, RunReport? measured) =>
        new(stage.Sparsity, stage.Kept, stage.Objective, stage.LowerBound, stage.Gap, stage.Iterations, stage.Seconds, measured?.Pruned, measured?.Magnitude,
            Recalibrated: measured?.Recalibrated);
}
