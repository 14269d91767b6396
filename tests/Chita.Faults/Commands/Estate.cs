using Chita.Client;
using Chita.EndToEnd.Tests.Faults.Histories;
using Chita.Grains.Campaigns;
using Chita.Output;
using Chita.Reports;
using Chita.Verification;

namespace Chita.Faults.Commands;

/// <summary>What campaigns leave: what they and the list say of their end, and what lies in the data root.</summary>
/// <param name="folder">The data root.</param>
/// <param name="client">A client of the cluster.</param>
/// <param name="digests">What a campaign of each kind gives without faults.</param>
internal sealed class Estate(string folder, ChitaClient client, IReadOnlyDictionary<TinyKind, string> digests)
{
    /// <summary>How long list and folders may take to be as the campaigns say: what a silo that died has left to do is done with the next reminder.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<Remains>> TakeAsync(IReadOnlyList<TinyCampaign> campaigns)
    {
        var taken = new Dictionary<string, Remains>();
        for (var end = TimeProvider.System.GetUtcNow() + Patience; ; await Task.Delay(Interval))
        {
            var open = campaigns.Where(campaign => !taken.TryGetValue(campaign.Name, out var remains) || !IsSettled(remains)).ToArray();
            if (open.Length == 0 || TimeProvider.System.GetUtcNow() > end)
                return [.. taken.Values];
            var listed = await ListAsync();
            foreach (var some in open.Chunk(16))
            {
                var statuses = await Task.WhenAll(some.Select(campaign => client.GetAsync(campaign.Name)));
                foreach (var (campaign, status) in some.Zip(statuses))
                    taken[campaign.Name] = Of(campaign, status, listed.GetValueOrDefault(campaign.Name));
            }
        }
    }

    private async Task<Dictionary<string, CampaignEntry>> ListAsync()
    {
        const int most = 1000;
        var entries = new Dictionary<string, CampaignEntry>();
        for (var after = ""; ;)
        {
            var page = await client.ListAsync(after: after, most: most);
            foreach (var entry in page)
                entries.Add(entry.Name, entry);
            if (page.Count < most)
                return entries;
            after = page[^1].Name;
        }
    }

    private static bool IsSettled(Remains remains) => remains is { Wrong: null, Status: { } status, Listed: { } listed }
        && status.State.IsFinal() && (listed.Run, listed.State) == (status.Run, status.State);

    private Remains Of(TinyCampaign campaign, CampaignStatus? status, CampaignEntry? entry)
    {
        var output = Path.Combine(folder, campaign.Output);
        var parent = Path.GetDirectoryName(output)!;
        string[] beside = Directory.Exists(parent) ? [.. Directory.GetFileSystemEntries(parent, $"{campaign.Name}.partial*").Select(path => Path.GetFileName(path)!)] : [];
        var wrong = beside.Length > 0 ? $"beside its output lies {string.Join(", ", beside)}"
            : Directory.Exists(output) && status is not null ? Wrong(campaign, output, status)
            : status?.Failure is { } failure ? $"{failure.Message}\n{failure.Detail}"
            : null;
        return new Remains(
            campaign.Name, status is null ? null : new Standing(status.Run, status.State, status.Wish), entry is null ? null : new Standing(entry.Run, entry.State),
            Directory.Exists(output), wrong);
    }

    private string? Wrong(TinyCampaign campaign, string output, CampaignStatus status)
    {
        var path = Path.Combine(output, RunFolder.ReportName);
        if (!File.Exists(path) || File.ReadAllText(path) != status.Report)
            return $"{path} is not the report that its status has";
        if (Verifier.Verify(output) is { IsPassed: false } verified)
            return $"chita verify {output}: {verified.Findings[0].Message}";
        var digest = RunReport.Parse(status.Report!).Digest;
        return digest == digests[campaign.Kind] ? null : $"its digest is {digest}, without faults it is {digests[campaign.Kind]}";
    }
}
