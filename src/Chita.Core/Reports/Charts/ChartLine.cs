namespace Chita.Reports.Charts;

/// <summary>A line of a chart, from left to right.</summary>
internal sealed record ChartLine
{
    public required string Name { get; init; }

    public required IReadOnlyList<(double X, double Y)> Points { get; init; }

    public ChartInk Ink { get; init; } = ChartInk.Accent;

    /// <summary>How strong it is drawn, 0 … 1.</summary>
    public double Strength { get; init; } = 1;

    public ChartShape Shape { get; init; } = ChartShape.Points;
}
