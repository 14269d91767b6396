using Chita.Campaigns;
using Chita.Client;
using Chita.Client.Commands;
using Chita.Grains.Planning;
using Chita.Planning;

namespace Chita.Benchmarks.Cluster;

/// <summary>What <c>chita plan</c> says of a campaign on a cluster that is measured before it runs there.</summary>
internal sealed class Forecast
{
    private readonly CampaignSpec _spec;
    private readonly ClusterSurvey _survey;

    private Forecast(CampaignSpec spec, ClusterSurvey survey) => (_spec, _survey) = (spec, survey);

    /// <summary>Measures the cluster.</summary>
    public static async Task<Forecast> MakeAsync(BenchmarkCluster cluster, SyntheticCampaign campaign, CancellationToken cancellation)
    {
        var file = $"{campaign.Name}.yaml";
        var spec = CampaignFile.Parse(campaign.Yaml, file, cluster.Folder, checkFiles: false);
        return new Forecast(spec, await new ChitaClient(cluster.Grains).SurveyAsync(spec, file, null).WaitAsync(cancellation));
    }

    /// <summary>The plan for so many iterations of a solve.</summary>
    public PlanReport For(int iterations) => PlanVerb.Report(new PlanRequest { Iterations = iterations }, _spec, _survey);
}
