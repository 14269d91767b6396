using Chita.Grains.Gradients;
using Chita.Grains.Storage;
using Chita.Reports;

namespace Chita.Grains.Campaigns;

/// <summary>What a campaign keeps: enough to go on from, on whatever silo wakes it. Weights and gradients lie elsewhere.</summary>
public sealed record CampaignRecord : IOwned
{
    /// <summary>The campaign; null before it was submitted.</summary>
    public CampaignText? Text { get; init; }

    /// <summary>Names this campaign among all that had the name: where its files lie.</summary>
    public string Run { get; init; } = "";

    /// <summary>Grows with every owner, and with every recovery of one: messages of an older epoch are refused everywhere.</summary>
    public long Epoch { get; init; }

    /// <summary>The activation that wrote this.</summary>
    public Guid Writer { get; init; }

    /// <summary>Its state.</summary>
    public CampaignState State { get; init; }

    /// <summary>What its user wants of it.</summary>
    public CampaignWish Wish { get; init; }

    /// <summary>The digest of the network's file when it was submitted.</summary>
    public string Model { get; init; } = "";

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset Submitted { get; init; }

    /// <summary>When it was first begun.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Not to be begun again before.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Whether the tree was open once: from then on, whatever does not fit waits for silos to come back.</summary>
    public bool WasOpen { get; init; }

    /// <summary>What the dense network measured.</summary>
    public double? Dense { get; init; }

    /// <summary>What magnitude pruning measured, at each level of the budget from the first on.</summary>
    public IReadOnlyList<double> Magnitudes { get; init; } = [];

    /// <summary>Levels of the frontier that are answered.</summary>
    public IReadOnlyList<LevelReport> Levels { get; init; } = [];

    /// <summary>Stages that are done; their weights are kept.</summary>
    public IReadOnlyList<StageReport> Stages { get; init; } = [];

    /// <summary>Whether the last of them ends the campaign, whatever was planned: the next ones would miss its gate.</summary>
    public bool IsCut { get; init; }

    /// <summary>What the running solve has tried of λ and α, in order.</summary>
    public IReadOnlyList<TrialReport> Trials { get; init; } = [];

    /// <summary>Steps of the running stage that were too long.</summary>
    public IReadOnlyList<StepReport> Steps { get; init; } = [];

    /// <summary>The digest of each layer's columns of A in the running stage, once they were complete: later ones must be the same.</summary>
    public IReadOnlyList<string> Sealed { get; init; } = [];

    /// <summary>Seconds of all gradients, solves, measurements.</summary>
    public RunSeconds Seconds { get; init; } = new(0, 0, 0, 0);

    /// <summary>Percent that was done when this was written.</summary>
    public double Percent { get; init; }

    /// <summary>What holds of it.</summary>
    public IReadOnlyList<CampaignCondition> Conditions { get; init; } = [];

    /// <summary>How often it was begun.</summary>
    public IReadOnlyList<CampaignAttempt> Attempts { get; init; } = [];

    /// <summary>What happened.</summary>
    public IReadOnlyList<CampaignEvent> Events { get; init; } = [];

    /// <summary>The report (JSON), from just before the output folder appears: from then on the campaign can only succeed, or fail to write.</summary>
    public string? Report { get; init; }

    /// <summary>Why it failed.</summary>
    public CampaignFailure? Failure { get; init; }

    /// <summary>Whether what is kept of it is to go, as after its time to live: whoever finds this sees to it.</summary>
    public bool Forgotten { get; init; }

    /// <summary>The record with a condition that holds or not; since when, if that is new.</summary>
    internal CampaignRecord With(string type, bool holds, string reason, string message, DateTimeOffset now)
    {
        var old = Conditions.FirstOrDefault(condition => condition.Type == type);
        var next = new CampaignCondition(type, holds, reason, message, old?.Holds == holds ? old.Since : now);
        return this with { Conditions = [.. Conditions.Where(condition => condition.Type != type), next] };
    }
}

/// <summary>What a user wants of a campaign.</summary>
[GenerateSerializer, Alias("chita.CampaignWish")]
public enum CampaignWish
{
    /// <summary>That it runs.</summary>
    Run,

    /// <summary>That it pauses.</summary>
    Pause,

    /// <summary>That it ends. There is no way back.</summary>
    Cancel,
}
