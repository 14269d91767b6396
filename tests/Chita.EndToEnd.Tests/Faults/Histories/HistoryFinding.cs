namespace Chita.EndToEnd.Tests.Faults.Histories;

/// <summary>What can be wrong with a history.</summary>
internal enum FindingKind
{
    /// <summary>A command was acknowledged, and not kept.</summary>
    Lost,

    /// <summary>A run ended in two ways, or came back from its end.</summary>
    TwoEnds,

    /// <summary>A campaign that nobody paused did not end.</summary>
    Stuck,

    /// <summary>Something happened that nobody asked for, or what is left does not fit how it ended.</summary>
    Wrong,
}

/// <summary>Something that cannot be, however the commands are put in order.</summary>
/// <param name="Kind">What.</param>
/// <param name="Campaign">Whose.</param>
/// <param name="Text">For people.</param>
internal sealed record HistoryFinding(FindingKind Kind, string Campaign, string Text);
