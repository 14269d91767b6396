namespace Chita.Grains.Campaigns;

/// <summary>Where a campaign stands: the same numbers for the terminal, the page and the API.</summary>
[GenerateSerializer, Immutable, Alias("chita.CampaignStatus")]
public sealed record CampaignStatus
{
    /// <summary>Its name.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>Names this campaign among all that had the name.</summary>
    [Id(1)]
    public required string Run { get; init; }

    /// <summary>Its state.</summary>
    [Id(2)]
    public required CampaignState State { get; init; }

    /// <summary>What it is doing, in words.</summary>
    [Id(3)]
    public string Phase { get; init; } = "";

    /// <summary>How far it is.</summary>
    [Id(4)]
    public CampaignProgress Progress { get; init; } = new();

    /// <summary><c>metadata.labels</c>.</summary>
    [Id(5)]
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>What holds of it, each since when and why.</summary>
    [Id(6)]
    public IReadOnlyList<CampaignCondition> Conditions { get; init; } = [];

    /// <summary>How often it was begun, and how that ended.</summary>
    [Id(7)]
    public IReadOnlyList<CampaignAttempt> Attempts { get; init; } = [];

    /// <summary>What happened, in order; of very many, the last ones.</summary>
    [Id(8)]
    public IReadOnlyList<CampaignEvent> Events { get; init; } = [];

    /// <summary>When it was submitted.</summary>
    [Id(9)]
    public DateTimeOffset Submitted { get; init; }

    /// <summary>When it was first begun; null before.</summary>
    [Id(10)]
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended; null before.</summary>
    [Id(11)]
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Its owner's epoch: how often it was taken up, by a new owner or after a loss.</summary>
    [Id(12)]
    public long Epoch { get; init; }

    /// <summary>Why it failed; null otherwise.</summary>
    [Id(13)]
    public CampaignFailure? Failure { get; init; }

    /// <summary>The report (JSON), when it has been written.</summary>
    [Id(14)]
    public string? Report { get; init; }

    /// <summary>The output folder: relative to the silos' data root on a cluster, else absolute. It is there once the campaign has succeeded or was rejected.</summary>
    [Id(15)]
    public string Output { get; init; } = "";

    /// <summary>What its user wants of it. A command that came too late has changed nothing here.</summary>
    [Id(16)]
    public CampaignWish Wish { get; init; }
}

/// <summary>How far a campaign is.</summary>
[GenerateSerializer, Immutable, Alias("chita.CampaignProgress")]
public sealed record CampaignProgress
{
    /// <summary>Percent done, 0 … 100.</summary>
    [Id(0)]
    public double Percent { get; init; }

    /// <summary>The stage it is in, from 1; 0 before the first.</summary>
    [Id(1)]
    public int Stage { get; init; }

    /// <summary>Stages in all.</summary>
    [Id(2)]
    public int Stages { get; init; }

    /// <summary>Iterations of the running solve.</summary>
    [Id(3)]
    public int? Iteration { get; init; }

    /// <summary>The best Q so far in this stage; between solves, of the last one.</summary>
    [Id(4)]
    public double? Objective { get; init; }

    /// <summary>Its relative distance to the bound.</summary>
    [Id(5)]
    public double? Gap { get; init; }

    /// <summary>Weights that the last finished stage keeps.</summary>
    [Id(6)]
    public long? Kept { get; init; }

    /// <summary>Seconds left, as far as can be told.</summary>
    [Id(7)]
    public double? SecondsLeft { get; init; }
}
