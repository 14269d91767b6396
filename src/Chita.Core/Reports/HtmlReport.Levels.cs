using System.Globalization;
using Chita.Reports.Charts;

namespace Chita.Reports;

/// <content>The frontier: what each of several sparsities costs.</content>
public static partial class HtmlReport
{
    private static readonly ChartAxis SparsityAxis = new("sparsity, %");

    private static void WriteLevels(RunReport report, TextWriter writer)
    {
        if (report.Levels.Count == 0)
            return;
        writer.Write($"<section>\n<h2>{Many(report.Levels.Count, "level")} of sparsity</h2>\n");
        if (report.Levels.Count > 1)
            WriteCharts(writer, Quality(report), HeldOut(report), LevelGaps(report), LayerSparsities(report));
        var metric = report.Metric ?? "";
        WriteTable(report.Levels, writer,
            ("sparsity", level => Percent(level.Sparsity)), ("kept", level => Count(level.Kept)),
            ($"{metric}, {report.Method}", level => MetricText(level.Pruned, metric)), ($"{metric}, recalibrated", level => MetricText(level.Recalibrated, metric)), ($"{metric}, magnitude", level => MetricText(level.Magnitude, metric)),
            ("held-out loss", level => Number(level.HeldOutLoss)), ("gap", level => Gap(level.Gap)), ("ridge", level => Number(level.Ridge)),
            ("first order", level => Number(level.FirstOrder)), ("stage", level => level.Stage.ToString(CultureInfo.InvariantCulture)));
        var written = report.Levels.MaxBy(level => level.Sparsity)!;
        writer.Write($"<p class=\"quiet\">Each level is measured as it is solved; the network that was written is that of {Percent(written.Sparsity)}.</p>\n</section>\n\n");
    }

    private static Chart HeldOut(RunReport report) => new()
    {
        Title = "Loss on held-out samples over sparsity", X = SparsityAxis, Y = new ChartAxis("held-out loss"),
        Lines = [new ChartLine { Name = report.Method, Points = OverSparsity(report, level => level.HeldOutLoss) }],
    };

    private static Chart Quality(RunReport report)
    {
        var metric = report.Metric ?? "";
        return new Chart
        {
            Title = "Quality over sparsity", X = SparsityAxis, Y = new ChartAxis(Scaled(metric)),
            Lines = report.Metric is null ? [] :
            [
                new ChartLine { Name = "dense", Ink = ChartInk.Quiet, Shape = ChartShape.Dots, Points = OverSparsity(report, _ => Scaled(report.Dense, metric)) },
                new ChartLine { Name = "magnitude", Ink = ChartInk.Other, Shape = ChartShape.Squares, Points = OverSparsity(report, level => Scaled(level.Magnitude, metric)) },
                new ChartLine { Name = report.Method, Points = OverSparsity(report, level => Scaled(level.Pruned, metric)) },
                .. report.Levels.All(level => level.Recalibrated is null) ? Array.Empty<ChartLine>() :
                [
                    new ChartLine { Name = "recalibrated", Ink = ChartInk.Ink, Shape = ChartShape.Rings, Points = OverSparsity(report, level => Scaled(level.Recalibrated, metric)) },
                ],
            ],
        };
    }

    private static Chart LevelGaps(RunReport report) => new()
    {
        Title = "Gap to the best choice over sparsity", X = SparsityAxis, Y = new ChartAxis("gap, %"),
        Lines = [new ChartLine { Name = "gap", Points = OverSparsity(report, level => 100 * level.Gap) }],
    };

    private static (double X, double Y)[] OverSparsity(RunReport report, Func<LevelReport, double?> value) =>
        Line(report.Levels.OrderBy(level => level.Sparsity), (level, _) => 100 * level.Sparsity, value);
}
