using System.Globalization;
using System.Xml.Linq;
using OxyPlot;

namespace Chita.Reports.Charts;

/// <summary>Draws a chart into a page: scalable, in the page's colours and font, and with words for those who do not see it. The same chart gives the same text.</summary>
internal static class ChartSvg
{
    /// <summary>The size that its text is made for: that of a phone, and of half a page.</summary>
    private const int Width = 360, Height = 240;

    /// <summary>The chart as an element of HTML.</summary>
    public static string Draw(Chart chart)
    {
        var exporter = new SvgExporter { Width = Width, Height = Height, IsDocument = false };
        var root = Adopt(XElement.Parse(exporter.ExportToString(ChartModel.Of(chart))));
        root.RemoveAttributes();
        root.Add(
            new XAttribute("class", "plot"), new XAttribute("role", "img"), new XAttribute("viewBox", $"0 0 {Width} {Height}"),
            new XAttribute("aria-label", ChartPalette.Printable(Describe(chart))));
        return root.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>What is to be seen, in words.</summary>
    internal static string Describe(Chart chart) =>
        $"{chart.Title}. Across: {chart.X.Title}. Up: {chart.Y.Title}. {(chart.Description.Length > 0 ? chart.Description : string.Join(" ", chart.Lines.Select(Describe)))}";

    private static string Describe(ChartLine line)
    {
        var (first, last) = (line.Points[0], line.Points[^1]);
        return first == last ? $"{line.Name}: {Number(first.Y)} at {Number(first.X)}."
            : first.Y == last.Y && line.Points.All(point => point.Y == first.Y) ? $"{line.Name}: {Number(first.Y)}."
            : $"{line.Name}: {Number(first.Y)} at {Number(first.X)}, {Number(last.Y)} at {Number(last.X)}.";
    }

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>
    /// The element as one of HTML, which needs no namespaces, in the page's colours and font. Without clips: all points are inside, and a mark at the edge is
    /// to be seen whole.
    /// </summary>
    private static XElement Adopt(XElement element)
    {
        var attributes = element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration && attribute.Name.LocalName is not ("font-family" or "font-weight" or "clip-path"));
        var children = element.Nodes().Where(node => node is XText or XElement { Name.LocalName: not "defs" });
        return new XElement(element.Name.LocalName, attributes.Select(Adopt), children.Select(node => node is XElement child ? Adopt(child) : node));
    }

    private static XAttribute Adopt(XAttribute attribute) => attribute.Name.LocalName == "fill"
        ? new XAttribute("style", "fill:" + ChartPalette.InPage(attribute.Value))
        : new XAttribute(attribute.Name.LocalName, ChartPalette.InPage(attribute.Value));
}
