namespace Chita.Reports.Charts;

/// <summary>How a line looks besides its colour: readers who see no colours must tell lines apart, too.</summary>
internal enum ChartShape
{
    /// <summary>A line through points.</summary>
    Points,

    /// <summary>A broken line through squares.</summary>
    Squares,

    /// <summary>A dotted line without points.</summary>
    Dots,

    /// <summary>A thin line without points: there are many.</summary>
    Bare,

    /// <summary>Rings without a line.</summary>
    Rings,
}

/// <summary>What lines of a shape are made of.</summary>
internal static class ChartShapes
{
    private static readonly double[] Broken = [6, 3];
    private static readonly double[] Dotted = [1.5, 3.5];

    public static bool HasLine(this ChartShape shape) => shape != ChartShape.Rings;

    /// <summary>Lengths of strokes and of what is between them; null: one stroke.</summary>
    public static double[]? Dashes(this ChartShape shape) => shape switch
    {
        ChartShape.Squares => Broken,
        ChartShape.Dots => Dotted,
        _ => null,
    };
}
