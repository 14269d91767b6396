namespace Chita.Grains.Campaigns;

/// <summary>The last things that happened to a campaign.</summary>
/// <param name="time">The clock.</param>
/// <param name="known">What happened before.</param>
internal sealed class EventLog(TimeProvider time, IReadOnlyList<CampaignEvent> known)
{
    /// <summary>So many are kept: the record they are part of is written often.</summary>
    internal const int Most = 200;

    /// <summary>All that are kept. A new list for each event: the old ones may be on their way.</summary>
    public IReadOnlyList<CampaignEvent> All { get; private set; } = known;

    public void Add(string text) =>
        All = [.. All.Skip(Math.Max(0, All.Count + 1 - Most)), new CampaignEvent((All.Count == 0 ? 0 : All[^1].Number) + 1, time.GetUtcNow(), text)];
}
