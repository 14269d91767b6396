using Chita.Grains.Gradients;
using Chita.Grains.Storage;
using Chita.Reports;

namespace Chita.Grains.Campaigns;

/// <summary>What a campaign keeps: enough to go on from, on whatever silo wakes it. Weights and gradients lie elsewhere.</summary>
public sealed record CampaignRecord : IOwned
{
    /// <summary>The campaign; null before it was started.</summary>
    public CampaignText? Text { get; init; }

    /// <summary>Names this run: where its files lie.</summary>
    public string Run { get; init; } = "";

    /// <summary>When it was started.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>Grows with every owner, and with every recovery of one: messages of an older epoch are refused everywhere.</summary>
    public long Epoch { get; init; }

    /// <summary>The activation that wrote this.</summary>
    public Guid Writer { get; init; }

    /// <summary>Its state.</summary>
    public CampaignState State { get; init; }

    /// <summary>Whether the tree was open once: from then on, whatever does not fit waits for silos to come back.</summary>
    public bool WasOpen { get; init; }

    /// <summary>What the dense network measured.</summary>
    public double? Dense { get; init; }

    /// <summary>What magnitude pruning measured.</summary>
    public double? Magnitude { get; init; }

    /// <summary>Stages that are done; their weights are kept.</summary>
    public IReadOnlyList<StageReport> Stages { get; init; } = [];

    /// <summary>The digest of each layer's columns of A in the running stage, once they were complete: later ones must be the same.</summary>
    public IReadOnlyList<string> Sealed { get; init; } = [];

    /// <summary>Seconds of all gradients, solves, measurements.</summary>
    public RunSeconds Seconds { get; init; } = new(0, 0, 0, 0);

    /// <summary>Percent that was done when this was written.</summary>
    public double Percent { get; init; }

    /// <summary>Lines that happened.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>The report (JSON), from just before the output folder appears.</summary>
    public string? Report { get; init; }

    /// <summary>Why it failed.</summary>
    public CampaignFailure? Failure { get; init; }
}
