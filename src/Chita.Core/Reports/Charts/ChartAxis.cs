namespace Chita.Reports.Charts;

/// <summary>An axis of a chart.</summary>
/// <param name="Title">What it measures, with the unit.</param>
/// <param name="Scale">How it is divided.</param>
internal sealed record ChartAxis(string Title, ChartScale Scale = ChartScale.Even);

/// <summary>How an axis is divided.</summary>
internal enum ChartScale
{
    /// <summary>Evenly; on a vertical axis, positive numbers that are far apart by powers of ten.</summary>
    Even,

    /// <summary>Evenly, in whole numbers.</summary>
    Counted,

    /// <summary>By powers of ten.</summary>
    Powers,
}
