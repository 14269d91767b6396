namespace Chita.Grains.Campaigns;

/// <summary>Where a campaign stands: the same numbers for the terminal, the page and the API.</summary>
[GenerateSerializer, Immutable, Alias("chita.CampaignStatus")]
public sealed record CampaignStatus
{
    /// <summary>Its state. The last four are final.</summary>
    [Id(0)]
    public required CampaignState State { get; init; }

    /// <summary>What it is doing, in words.</summary>
    [Id(1)]
    public string Phase { get; init; } = "";

    /// <summary>The stage it is in, from 1; 0 before the first.</summary>
    [Id(2)]
    public int Stage { get; init; }

    /// <summary>Stages in all.</summary>
    [Id(3)]
    public int Stages { get; init; }

    /// <summary>Iterations of the running solve.</summary>
    [Id(4)]
    public int? Iteration { get; init; }

    /// <summary>The best Q so far in this stage.</summary>
    [Id(5)]
    public double? Objective { get; init; }

    /// <summary>Its relative distance to the bound.</summary>
    [Id(6)]
    public double? Gap { get; init; }

    /// <summary>Percent done, 0 … 100.</summary>
    [Id(7)]
    public double Percent { get; init; }

    /// <summary>Seconds left, as far as can be told.</summary>
    [Id(8)]
    public double? SecondsLeft { get; init; }

    /// <summary>Lines that happened, in order: stages ended, measurements. Only ever grows.</summary>
    [Id(9)]
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Why it failed or was rejected, for the user; null otherwise.</summary>
    [Id(10)]
    public CampaignFailure? Failure { get; init; }

    /// <summary>The report (JSON), when it has been written.</summary>
    [Id(11)]
    public string? Report { get; init; }
}

/// <summary>States of a campaign.</summary>
[GenerateSerializer, Alias("chita.CampaignState")]
public enum CampaignState
{
    /// <summary>Nothing submitted, or not begun.</summary>
    Pending,

    /// <summary>At work.</summary>
    Running,

    /// <summary>Done; the output folder is there.</summary>
    Succeeded,

    /// <summary>Done, but the quality gate was missed; the output folder is there and says so.</summary>
    Rejected,

    /// <summary>Ended by an error; no output folder.</summary>
    Failed,

    /// <summary>Ended by the user; no output folder.</summary>
    Cancelled,
}

/// <summary>An error, for the user.</summary>
/// <param name="Kind">Whose it is.</param>
/// <param name="Message">What is wrong and what would be right.</param>
/// <param name="Detail">Types and stack, for <c>--verbose</c>.</param>
[GenerateSerializer, Immutable, Alias("chita.CampaignFailure")]
public sealed record CampaignFailure([property: Id(0)] FailureKind Kind, [property: Id(1)] string Message, [property: Id(2)] string Detail);

/// <summary>Whose error it is.</summary>
[GenerateSerializer, Alias("chita.FailureKind")]
public enum FailureKind
{
    /// <summary>The user's: a file, key or number.</summary>
    Input,

    /// <summary>Numbers went wrong while running, or the quality gate was missed.</summary>
    Numbers,

    /// <summary>Chita's.</summary>
    Internal,
}
