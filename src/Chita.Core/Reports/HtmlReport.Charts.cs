using Chita.Reports.Charts;

namespace Chita.Reports;

/// <content>Charts, side by side where there is room.</content>
public static partial class HtmlReport
{
    private const string MetricAccuracy = "accuracy";

    private static void WriteCharts(TextWriter writer, params Chart[] charts) => WriteCharts(writer, "", charts);

    /// <summary>Draws those with something to see.</summary>
    /// <param name="writer">The page.</param>
    /// <param name="words">HTML to stand beside them.</param>
    /// <param name="charts">The charts.</param>
    private static void WriteCharts(TextWriter writer, string words, Chart[] charts)
    {
        var drawn = charts.Where(chart => chart.IsWorthDrawing).ToArray();
        if (drawn.Length == 0)
            return;
        writer.Write("<div class=\"charts\">\n");
        foreach (var chart in drawn)
            writer.Write($"<figure class=\"card\"><figcaption>{Text(chart.Title)}</figcaption>{ChartKey.Of(chart)}{ChartSvg.Draw(chart)}</figure>\n");
        writer.Write($"{words}</div>\n");
    }

    private static (double X, double Y)[] Line<T>(IEnumerable<T> items, Func<T, int, double> x, Func<T, double?> y) =>
        [.. items.Select((item, i) => (x(item, i), y(item) ?? double.NaN))];

    /// <summary>A metric as charts write it: accuracies in percent.</summary>
    private static double? Scaled(double? value, string metric) => metric == MetricAccuracy ? 100 * value : value;

    private static string Scaled(string metric) => metric == MetricAccuracy ? "accuracy, %" : metric;
}
