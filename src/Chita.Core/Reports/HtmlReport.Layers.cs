using Chita.Reports.Charts;

namespace Chita.Reports;

/// <content>Where the network was pruned.</content>
public static partial class HtmlReport
{
    private const int MostLines = 6, MostLongLines = 3; // levels in one chart
    private const int MostPoints = 40; // layers whose points are told apart
    private const double Faintest = 0.3;

    private static void WriteLayers(RunReport report, TextWriter writer)
    {
        writer.Write("<section>\n<h2>Layers</h2>\n<div class=\"layers\">\n");
        foreach (var layer in report.Layers)
        {
            writer.Write($"<span class=\"name\">{Text(layer.Name)}</span>{Bar(1 - Sparsity(layer), "kept")}<span class=\"number\">{Percent(Sparsity(layer))}</span>");
            writer.Write($"<span class=\"number quiet\">{Count(layer.Kept)} of {Count(layer.Weights)}</span>\n");
        }
        writer.Write($"</div>\n<p class=\"quiet\"><span class=\"key\"></span> kept{(report.Levels.Count > 1 ? $" at {Percent(report.Sparsity)}" : "")}; the percentage is what was pruned.</p>\n</section>\n\n");
    }

    /// <summary>Of a frontier. Of a single level the bars say it better.</summary>
    private static Chart LayerSparsities(RunReport report)
    {
        var isLong = report.Layers.Count > MostPoints;
        var levels = Some([.. report.Levels.Where(level => level.Layers.Count > 0).OrderBy(level => level.Sparsity)], isLong ? MostLongLines : MostLines);
        return new Chart
        {
            Title = "Sparsity of each layer, at each level", X = new ChartAxis("layer, in the network's order", ChartScale.Counted), Y = new ChartAxis("sparsity, %"),
            Description = string.Join(" ", levels.Select(level =>
                $"At {Percent(level.Sparsity)}, layers are from {Percent(level.Layers.Min(Sparsity))} to {Percent(level.Layers.Max(Sparsity))} sparse.")),
            Lines =
            [
                .. levels.Select((level, i) => new ChartLine
                {
                    Name = Percent(level.Sparsity),
                    Strength = levels.Count == 1 ? 1 : Faintest + (1 - Faintest) * i / (levels.Count - 1),
                    Shape = isLong ? ChartShape.Bare : ChartShape.Points,
                    Points = Line(level.Layers, (_, layer) => layer + 1, layer => 100 * Sparsity(layer)),
                }),
            ],
        };
    }

    /// <summary>As many as can be told apart, the first and the last among them.</summary>
    private static IReadOnlyList<LevelReport> Some(IReadOnlyList<LevelReport> levels, int most) =>
        levels.Count <= most ? levels : [.. Enumerable.Range(0, most).Select(i => levels[i * (levels.Count - 1) / (most - 1)])];

    private static double Sparsity(LayerReport layer) => layer.Weights == 0 ? 0 : 1 - (double)layer.Kept / layer.Weights;
}
