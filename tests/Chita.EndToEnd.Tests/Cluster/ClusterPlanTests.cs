using System.Globalization;
using Chita.Planning;

namespace Chita.EndToEnd.Tests.Cluster;

/// <summary>What <c>plan</c> says of a cluster, and what <c>run</c> does there.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ClusterPlanTests(MlpPlan measured) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Plan_and_run_refuse_the_same_on_both_sides_of_the_limit()
    {
        // Two blocks of a size: one on each silo, or none.
        var campaign = new MlpCampaign
        {
            Targets = "\"re:.*1.weight\"", Samples = 16_000, Solver = "method: chita, ridge: 1.0e-3, maxIterations: 2", Extra = "  execution: { blockSize: 15680 }",
        };
        var file = campaign.WriteTo(_folder.Root);
        string[] speeds = ["--speeds", await measured.WriteSpeedsAsync(_folder.Root)];
        var planned = await ChitaProcess.RunAsync(_folder.Root, ["plan", file, "--silos", "2", "--threads", "1", "--memory", "330MiB", "-o", "json", .. speeds]);
        var limit = PlanReport.Parse(planned.Output).Remedies!.MemoryEach!.Value;

        await ExpectAsync(campaign, limit, 0);
        await ExpectAsync(campaign, limit - 1, 3, speeds);
    }

    private static async Task ExpectAsync(MlpCampaign campaign, long memory, int exitCode, params string[] speeds)
    {
        using var cluster = await SiloCluster.StartAsync(2, "--memory", memory.ToString(CultureInfo.InvariantCulture));
        var file = campaign.WriteTo(cluster.Folder, cluster.Folder);
        var planned = await ChitaProcess.RunAsync(cluster.Folder, ["plan", file, "--gateway", cluster.Gateways, "-o", "json", .. speeds]);
        var plan = PlanReport.Parse(planned.Output);
        Assert.Equal((exitCode, exitCode == 0, 2), (planned.ExitCode, plan.Fits, plan.Silos));
        Assert.Equal(memory, plan.PerSilo.LimitBytes);

        var run = await ChitaProcess.RunAsync(cluster.Folder, "run", file, "--gateway", cluster.Gateways);
        Assert.True(exitCode == run.ExitCode, run.Errors);
        if (exitCode == 0)
            return;
        Assert.Equal(memory, plan.Remedies!.MemoryEach - 1);
        Assert.Contains(plan.Refusal!, run.Errors, StringComparison.Ordinal);
    }
}
