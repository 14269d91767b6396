using System.Globalization;
using OxyPlot;

namespace Chita.Reports.Charts;

/// <summary>Stands for the page's colours in what the library draws: it writes colours as numbers, the page has names for them.</summary>
internal static class ChartPalette
{
    /// <summary>A colour that stands for one of the page.</summary>
    public static OxyColor Color(ChartInk ink) => OxyColor.FromRgb(1, 2, (byte)ink);

    /// <summary>Puts the page's colours where the library has written what stands for them.</summary>
    public static string InPage(string style) => Enum.GetValues<ChartInk>().Aggregate(style, (text, ink) =>
        text.Replace(string.Create(CultureInfo.InvariantCulture, $"rgb(1,2,{(int)ink})"), Variable(ink), StringComparison.Ordinal));

    /// <summary>The page's own word for the colour.</summary>
    public static string Variable(ChartInk ink) => $"var(--{Name(ink)})";

    /// <summary>Text without control characters, which XML has no way to write.</summary>
    public static string Printable(string text) => Chita.Printable.Text(text);

    private static string Name(ChartInk ink) => ink switch
    {
        ChartInk.Ink => "ink",
        ChartInk.Quiet => "quiet",
        ChartInk.Line => "line",
        ChartInk.Accent => "accent",
        _ => "other",
    };
}
