using System.Globalization;
using Chita.Reports.Charts;

namespace Chita.Reports;

/// <content>What was tried to choose ridge and first order by (algorithm.md §7): of the last solve that chose.</content>
public static partial class HtmlReport
{
    private static void WriteTrials(RunReport report, TextWriter writer)
    {
        if (LastTuned(report) is not { } tuned)
            return;
        var chart = tuned.Trials.Select(trial => trial.Ridge).Distinct().Skip(1).Any() ? Losses(tuned, "ridge λ", "first order α", trial => (trial.Ridge, trial.FirstOrder), ChartScale.Powers)
            : Losses(tuned, "first order α", "ridge λ", trial => (trial.FirstOrder, trial.Ridge), ChartScale.Even);
        if (!chart.IsWorthDrawing)
            return;
        writer.Write("<section>\n<h2>Choice of ridge and first order</h2>\n");
        var lost = tuned.Trials.Count(trial => trial.Loss is null);
        WriteCharts(writer, $"""
            <p>{Text(tuned.Where)}: of {Many(tuned.Trials.Count, "trial")}, ridge <b>{Number(tuned.Ridge)}</b> and first order <b>{Number(tuned.FirstOrder)}</b>
            led to the network with the smallest loss on held-out samples.{(lost == 0 ? "" : $" {Count(lost)} led to no network.")}</p>

            """, [chart]);
        if (report.Warning is { } warning)
            writer.Write($"<p class=\"note\"><b>Warning.</b> {Text(warning)}</p>\n");
        writer.Write("</section>\n\n");
    }

    private static Tuned? LastTuned(RunReport report)
    {
        if (report.Levels.LastOrDefault(level => level.Trials.Count > 0) is { } level)
            return new Tuned($"Level of {Percent(level.Sparsity)}", level.Ridge, level.FirstOrder, level.Trials);
        var stage = report.Stages.Count - 1;
        while (stage >= 0 && report.Stages[stage].Trials.Count == 0)
            stage--;
        return stage < 0 ? null : new Tuned($"Stage {Count(stage + 1)}", report.Stages[stage].Ridge, report.Stages[stage].FirstOrder, report.Stages[stage].Trials);
    }

    /// <summary>The loss over one of the two numbers, a line for each value of the other.</summary>
    private static Chart Losses(Tuned tuned, string across, string other, Func<TrialReport, (double Across, double Other)> of, ChartScale scale)
    {
        var best = new TrialReport(tuned.Ridge, tuned.FirstOrder, tuned.Trials.FirstOrDefault(trial => (trial.Ridge, trial.FirstOrder) == (tuned.Ridge, tuned.FirstOrder))?.Loss);
        var groups = tuned.Trials.GroupBy(trial => of(trial).Other).OrderBy(group => group.Key).ToArray();
        var lines = groups.Select((group, i) => new ChartLine
        {
            Name = groups.Length == 1 ? "loss" : $"{other[^1]} = {group.Key.ToString("G3", CultureInfo.InvariantCulture)}",
            Ink = group.Key == of(best).Other ? ChartInk.Accent : ChartInk.Other,
            Strength = group.Key == of(best).Other ? 1 : 0.5 + 0.5 * i / groups.Length,
            Shape = group.Key == of(best).Other ? ChartShape.Points : ChartShape.Squares,
            Points = Line(group.OrderBy(trial => of(trial).Across), (trial, _) => of(trial).Across, trial => trial.Loss),
        });
        return new Chart
        {
            Title = $"Loss on held-out samples over {across[..^2]}", X = new ChartAxis(across, scale), Y = new ChartAxis("held-out loss"),
            Lines = [.. lines, new ChartLine { Name = "chosen", Ink = ChartInk.Ink, Shape = ChartShape.Rings, Points = [(of(best).Across, best.Loss ?? double.NaN)] }],
        };
    }

    private sealed record Tuned(string Where, double Ridge, double FirstOrder, IReadOnlyList<TrialReport> Trials);
}
