namespace Chita.Grains.Campaigns;

/// <summary>A part of the list of all campaigns. Key: a number below <see cref="CampaignIndex.Parts"/>; <see cref="CampaignIndex.For"/> knows whose part it is.</summary>
[Alias("chita.ICampaignIndex")]
public interface ICampaignIndexGrain : IGrainWithIntegerKey
{
    /// <summary>Adds a campaign, or changes its entry. When this returns, it is kept. What is said of a run that has ended, or that gave way to a later one, changes nothing any more.</summary>
    [Alias("put")]
    Task Put(CampaignEntry entry);

    /// <summary>Removes a campaign, unless another one has its name by now.</summary>
    [Alias("remove")]
    Task Remove(string name, string run);

    /// <summary>The next campaigns by name.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">Those whose names come after this one; empty: from the first.</param>
    /// <param name="most">So many at most.</param>
    [Alias("list")]
    Task<IReadOnlyList<CampaignEntry>> List(CampaignFilter filter, string after, int most);
}

/// <summary>A campaign in the list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Run">Names it among all that had the name.</param>
/// <param name="State">Its state.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Submitted">When it was submitted.</param>
/// <param name="Ended">When it ended; null before.</param>
[GenerateSerializer, Immutable, Alias("chita.CampaignEntry")]
public sealed record CampaignEntry(
    [property: Id(0)] string Name, [property: Id(1)] string Run, [property: Id(2)] CampaignState State, [property: Id(3)] IReadOnlyDictionary<string, string> Labels,
    [property: Id(4)] DateTimeOffset Submitted, [property: Id(5)] DateTimeOffset? Ended);

/// <summary>Which campaigns to list.</summary>
[GenerateSerializer, Immutable, Alias("chita.CampaignFilter")]
public sealed record CampaignFilter
{
    /// <summary>In one of these states; empty: in any.</summary>
    [Id(0)]
    public IReadOnlyList<CampaignState> States { get; init; } = [];

    /// <summary>With all of these labels.</summary>
    [Id(1)]
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether a campaign is one of them.</summary>
    public bool Takes(CampaignEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return (States.Count == 0 || States.Contains(entry.State)) && Labels.All(label => entry.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
    }
}
