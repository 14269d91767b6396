namespace Chita.Reports.Charts;

/// <summary>A chart of lines. Numbers that are not finite are not drawn, and a line without numbers is not named.</summary>
internal sealed record Chart
{
    /// <summary>Vertical numbers whose largest is so many times the smallest are drawn by powers of ten.</summary>
    private const double Spread = 50;

    private readonly IReadOnlyList<ChartLine> _lines = [];

    /// <summary>What it shows, as a heading.</summary>
    public required string Title { get; init; }

    public required ChartAxis X { get; init; }

    public required ChartAxis Y { get; init; }

    public required IReadOnlyList<ChartLine> Lines
    {
        get => _lines;
        init => _lines = [.. value.Select(Finite).Where(line => line.Points.Count > 0)];
    }

    /// <summary>What to add for those who do not see it; empty: the ends of each line are told.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether there is something to see: a single point is none.</summary>
    public bool IsWorthDrawing => Lines.Any(line => line.Points.Select(point => point.X).Distinct().Skip(1).Any());

    /// <summary>The vertical axis, by powers of ten where its numbers ask for it.</summary>
    public ChartScale VerticalScale => Y.Scale == ChartScale.Even && Values.Min() > 0 && Values.Max() >= Spread * Values.Min() ? ChartScale.Powers : Y.Scale;

    /// <summary>Whether a number is below 0. Where none is, none can be.</summary>
    public bool HasNegatives => Values.Any(value => value < 0);

    private IEnumerable<double> Values => Lines.SelectMany(line => line.Points).Select(point => point.Y);

    private static ChartLine Finite(ChartLine line) => line with { Points = [.. line.Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))] };
}
