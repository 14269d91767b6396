using Chita.Grains.Campaigns;

namespace Chita.Grains.Schedules;

/// <summary>One fire of a schedule. Its nominal instant names it: there is one of each in a schedule.</summary>
[GenerateSerializer, Immutable, Alias("chita.FireRecord")]
public sealed record FireRecord
{
    /// <summary>The instant that it is for, in UTC, to the second.</summary>
    [Id(0)]
    public required DateTimeOffset Nominal { get; init; }

    /// <summary>Whether a user asked for it; else the calendar did.</summary>
    [Id(1)]
    public bool Triggered { get; init; }

    /// <summary>What became of it.</summary>
    [Id(2)]
    public required FireState State { get; init; }

    /// <summary>How its campaign ended; null while it has none, or runs.</summary>
    [Id(3)]
    public CampaignState? Outcome { get; init; }

    /// <summary>Why there is no campaign, or none any more, for the user; null otherwise.</summary>
    [Id(4)]
    public string? Reason { get; init; }

    /// <summary>Names its ended campaign among all that had its name; null before.</summary>
    [Id(5)]
    public string? Run { get; init; }
}

/// <summary>What became of a fire.</summary>
[GenerateSerializer, Alias("chita.FireState")]
public enum FireState
{
    /// <summary>Waits for the end of an earlier campaign, which was cancelled for it.</summary>
    Waiting,

    /// <summary>Decided: its campaign starts, and whoever finds this record starts it.</summary>
    Firing,

    /// <summary>Its campaign has been started.</summary>
    Running,

    /// <summary>Its campaign has ended.</summary>
    Ended,

    /// <summary>It did not fire in time.</summary>
    Missed,

    /// <summary>It gave way to an earlier campaign, or to a later fire.</summary>
    Skipped,

    /// <summary>Its campaign was refused.</summary>
    Refused,
}
