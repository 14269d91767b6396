using System.Diagnostics;
using System.Globalization;
using Chita.Client;
using Chita.Grains.Campaigns;

namespace Chita.Faults.Crowd;

/// <summary>How long pages of the list take, of 100 entries each.</summary>
/// <param name="client">A client of the cluster.</param>
/// <param name="names">Names of all campaigns, in order.</param>
/// <param name="group">A group that some of them are of.</param>
internal sealed class PageTimes(ChitaClient client, IReadOnlyList<string> names, string group)
{
    public const int PageSize = 100;

    private readonly Dictionary<string, List<double>> _milliseconds = [];

    /// <summary>Asks for every kind of page once.</summary>
    public async Task TakeAsync()
    {
        var byState = new CampaignFilter { States = [CampaignState.Succeeded] };
        var byLabel = new CampaignFilter { Labels = new Dictionary<string, string> { ["group"] = group } };
        await TakeAsync("first", new CampaignFilter(), "");
        await TakeAsync("middle", new CampaignFilter(), names[names.Count / 2]);
        await TakeAsync("last", new CampaignFilter(), names[Math.Max(0, names.Count - PageSize - 1)]);
        await TakeAsync("Succeeded, first", byState, "");
        await TakeAsync("Succeeded, middle", byState, names[names.Count / 2]);
        await TakeAsync("Pending, first", new CampaignFilter { States = [CampaignState.Pending] }, "");
        await TakeAsync("one group, first", byLabel, "");
        await TakeAsync("one group, last", byLabel, names[Math.Max(0, names.Count - PageSize - 1)]);
    }

    /// <summary>Rows of a table: kind, how often, median and worst, milliseconds.</summary>
    public IEnumerable<string> Rows(string when) => _milliseconds.Select(kind =>
    {
        double[] sorted = [.. kind.Value.Order()];
        return string.Create(CultureInfo.InvariantCulture, $"| {when} | {kind.Key} | {sorted.Length} | {sorted[sorted.Length / 2]:0.0} | {sorted[^1]:0.0} |");
    });

    private async Task TakeAsync(string kind, CampaignFilter filter, string after)
    {
        var began = Stopwatch.GetTimestamp();
        await client.ListAsync(filter, after, PageSize);
        var taken = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (!_milliseconds.TryGetValue(kind, out var all))
            _milliseconds.Add(kind, all = []);
        all.Add(taken);
    }
}
