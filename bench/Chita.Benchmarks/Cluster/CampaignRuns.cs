using Chita.Campaigns;
using Chita.Client;
using Chita.Grains.Campaigns;
using Chita.Reports;

namespace Chita.Benchmarks.Cluster;

/// <summary>Whole campaigns, submitted as users do it.</summary>
internal static class CampaignRuns
{
    /// <summary>Runs a campaign to its end.</summary>
    public static async Task<CampaignStatus> RunAsync(BenchmarkCluster cluster, SyntheticCampaign campaign, CancellationToken cancellation)
    {
        var client = new ChitaClient(cluster.Grains);
        var file = $"{campaign.Name}.yaml";
        await client.SubmitAsync(CampaignFile.Parse(campaign.Yaml, file, cluster.Folder, checkFiles: false), file);
        CampaignStatus? last = null;
        var told = "";
        await foreach (var status in client.WatchAsync(campaign.Name, cancellation: cancellation))
        {
            var line = $"{campaign.Name}: {status.Phase}";
            if (line != told)
                Progress.Tell(told = line);
            last = status;
        }

        return last!;
    }

    /// <summary>The report of a campaign that succeeded.</summary>
    public static RunReport Report(CampaignStatus status) => status.State == CampaignState.Succeeded
        ? RunReport.Parse(status.Report!)
        : throw new InvalidInputException($"the campaign ended {status.State}: {status.Failure?.Message}");
}
