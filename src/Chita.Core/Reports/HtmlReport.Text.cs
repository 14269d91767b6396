using System.Globalization;
using System.Net;

namespace Chita.Reports;

/// <content>Numbers and texts as the page writes them.</content>
public static partial class HtmlReport
{
    private const string Missing = "–";

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double share) =>
        double.IsFinite(share) ? (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %" : Missing;

    private static string Number(double? value) =>
        value is { } v && double.IsFinite(v) ? v.ToString("G5", CultureInfo.InvariantCulture) : Missing;

    private static string Gap(double? gap) =>
        gap is not { } g || !double.IsFinite(g) ? Missing
        : g is > 0 and < 5e-6 ? "< 0.001 %"
        : (100 * g).ToString(g < 0.001 ? "0.000" : "0.00", CultureInfo.InvariantCulture) + " %";

    private static string Metric(double? value, string metric) => MetricText(value, metric).Replace(" %", "<small> %</small>", StringComparison.Ordinal);

    private static string MetricText(double? value, string metric) =>
        value is not { } v || !double.IsFinite(v) ? Missing
        : metric == MetricAccuracy ? (100 * v).ToString("0.00", CultureInfo.InvariantCulture) + " %"
        : Number(v);

    private static string Change(double degradation, string metric) =>
        !double.IsFinite(degradation) ? Missing
        : metric == MetricAccuracy ? (-100 * degradation).ToString("+0.00;−0.00;0.00", CultureInfo.InvariantCulture) + " points"
        : degradation.ToString("+0.####;−0.####;0", CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) =>
        !double.IsFinite(seconds) ? Missing
        : seconds < 100 ? seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"
        : TimeSpan.FromSeconds(seconds).ToString(seconds < 86_400 ? @"h\:mm\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);

    private static string Many(long count, string what) => $"{Count(count)} {what}{(count == 1 ? "" : "s")}";

    /// <summary>A bar of a share, 0 … 1. It is drawn in SVG, whose width attribute no style sheet or content policy can lose.</summary>
    private static string Bar(double share, string label)
    {
        var percent = double.IsFinite(share) ? 100 * Math.Clamp(share, 0, 1) : 0;
        return string.Create(CultureInfo.InvariantCulture,
            $"""<svg class="bar" role="img" aria-label="{percent:0.#} % {label}"><rect class="all" width="100%" height="100%"/><rect class="kept" width="{percent:0.###}%" height="100%"/></svg>""");
    }

    /// <summary>A table whose columns without any value are left out.</summary>
    private static void WriteTable<T>(IReadOnlyList<T> rows, TextWriter writer, params (string Header, Func<T, string> Cell)[] columns)
    {
        var cells = columns.Select(column => (column.Header, Cells: rows.Select(column.Cell).ToArray())).Where(column => column.Cells.Any(cell => cell != Missing)).ToArray();
        writer.Write("<div class=\"wide\"><table>\n<thead><tr>");
        foreach (var (header, _) in cells)
            writer.Write($"<th>{Text(header)}</th>");
        writer.Write("</tr></thead>\n<tbody>\n");
        for (var row = 0; row < rows.Count; row++)
            writer.Write($"<tr>{string.Concat(cells.Select(column => $"<td>{column.Cells[row]}</td>"))}</tr>\n");
        writer.Write("</tbody></table></div>\n");
    }
}
