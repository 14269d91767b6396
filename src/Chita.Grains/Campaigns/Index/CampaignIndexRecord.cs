using Chita.Grains.Storage;

namespace Chita.Grains.Campaigns;

/// <summary>What a part of the index keeps.</summary>
public sealed record CampaignIndexRecord : IOwned
{
    /// <summary>Counts writes.</summary>
    public long Epoch { get; init; }

    /// <summary>The activation that wrote this.</summary>
    public Guid Writer { get; init; }

    /// <summary>The entries, in the order of their names.</summary>
    public IReadOnlyList<CampaignEntry> Entries { get; init; } = [];
}
