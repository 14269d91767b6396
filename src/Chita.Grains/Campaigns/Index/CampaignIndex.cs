using System.IO.Hashing;
using System.Text;

namespace Chita.Grains.Campaigns;

/// <summary>The list of all campaigns, in parts so that none of them is asked by all.</summary>
public static class CampaignIndex
{
    /// <summary>Parts. Never to be changed: a name's part would be another one.</summary>
    public const int Parts = 32;

    /// <summary>The part that a name belongs to.</summary>
    public static ICampaignIndexGrain For(IGrainFactory grains, string name)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return grains.GetGrain<ICampaignIndexGrain>((long)(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(name)) % Parts));
    }

    /// <summary>A page of the list, by name.</summary>
    /// <param name="grains">The cluster.</param>
    /// <param name="filter">Which campaigns.</param>
    /// <param name="after">The last name of the page before; empty for the first.</param>
    /// <param name="most">Entries of a page, 1 or more.</param>
    public static async Task<IReadOnlyList<CampaignEntry>> ListAsync(IGrainFactory grains, CampaignFilter filter, string after, int most)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var parts = await Task.WhenAll(Enumerable.Range(0, Parts).Select(part => grains.GetGrain<ICampaignIndexGrain>(part).List(filter, after, most)));
        return [.. parts.SelectMany(part => part).OrderBy(entry => entry.Name, StringComparer.Ordinal).Take(most)];
    }
}
