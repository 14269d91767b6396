namespace Chita.Reports.Charts;

/// <summary>What a line is drawn in: a colour of the page's style sheet, which is another one in the dark.</summary>
internal enum ChartInk
{
    /// <summary>Text.</summary>
    Ink,

    /// <summary>Axes, and what only stands for comparison.</summary>
    Quiet,

    /// <summary>Lines behind the others.</summary>
    Line,

    /// <summary>The campaign's own.</summary>
    Accent,

    /// <summary>What it is compared with.</summary>
    Other,
}
