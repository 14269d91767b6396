using System.Globalization;
using System.Net;

namespace Chita.Reports.Charts;

/// <summary>Says which line is which, above a chart: text of the page, which wraps.</summary>
internal static class ChartKey
{
    private const string Middle = "13", Height = "6";

    /// <summary>The key as HTML; empty where there is but one line.</summary>
    public static string Of(Chart chart) => chart.Lines.Count < 2 ? ""
        : $"<p class=\"lines\" aria-hidden=\"true\">{string.Join(" ", chart.Lines.Select(line => $"<span>{Sample(line)} {WebUtility.HtmlEncode(line.Name)}</span>"))}</p>";

    private static string Sample(ChartLine line)
    {
        var (color, strength) = (ChartPalette.Variable(line.Ink), line.Strength.ToString("0.##", CultureInfo.InvariantCulture));
        var dashes = line.Shape.Dashes() is { } lengths ? $" stroke-dasharray=\"{string.Join(' ', lengths.Select(length => length.ToString(CultureInfo.InvariantCulture)))}\"" : "";
        var stroke = line.Shape.HasLine() ? $"<path d=\"M0 {Height}H26\" style=\"stroke:{color}\" stroke-width=\"2\"{dashes}/>" : "";
        var mark = line.Shape switch
        {
            ChartShape.Points => $"<circle cx=\"{Middle}\" cy=\"{Height}\" r=\"3\" style=\"fill:{color}\"/>",
            ChartShape.Squares => $"<path d=\"M10 3h6v6h-6z\" style=\"fill:{color}\"/>",
            ChartShape.Rings => $"<circle cx=\"{Middle}\" cy=\"{Height}\" r=\"5\" style=\"fill:none;stroke:{color}\" stroke-width=\"2\"/>",
            _ => "",
        };
        return $"<svg class=\"sample\" viewBox=\"0 0 26 12\" opacity=\"{strength}\">{stroke}{mark}</svg>";
    }
}
