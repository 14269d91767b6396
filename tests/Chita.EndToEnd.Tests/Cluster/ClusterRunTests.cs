using Chita.Reports;

namespace Chita.EndToEnd.Tests.Cluster;

/// <summary>Campaigns on clusters of real processes: the same bits as in one process.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ClusterRunTests(SharedCluster shared, MlpRun embedded) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_silos_on_Redis_give_the_digest_of_an_embedded_run()
    {
        var cluster = await shared.GetAsync();
        Assert.Equal((await embedded.ReportAsync()).Digest, await DigestAsync(cluster.Gateways, cluster.Folder));
        Assert.True(File.Exists(Path.Combine(cluster.Folder, "out-distributed", "report.json")), "the output is relative to the data root of the silos");
    }

    [Fact]
    public async Task Two_silos_on_PostgreSQL_that_make_its_tables_at_once_give_it_too()
    {
        using var postgres = await PostgresServer.StartAsync();
        using var data = new TemporaryFolder();
        string[] options = ["--clustering", "adonet", "--adonet", postgres.ConnectionString];
        using var first = SiloProcess.Launch(data.Root, options);
        using var second = SiloProcess.Launch(data.Root, options);
        await Task.WhenAll(first.Ready, second.Ready);

        Assert.Equal((await embedded.ReportAsync()).Digest, await DigestAsync($"{first.Gateway},{second.Gateway}", data.Root));
        Assert.Equal((0, 0), (await first.StopAsync(), await second.StopAsync()));
        Assert.All(["warn: ", "fail: "], level => Assert.DoesNotContain(level, first.Errors + second.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_submitted_campaign_can_be_watched_and_cancelled()
    {
        var cluster = await shared.GetAsync();
        var file = new MlpCampaign { Name = "long", Output = "out-long", Stages = 100 }.WriteTo(_folder.Root, cluster.Folder);

        var submitted = await ChitaProcess.RunAsync(_folder.Root, "submit", file, "--gateway", cluster.Gateways);
        Assert.Equal((0, ""), (submitted.ExitCode, submitted.Errors));
        using (var watch = ChitaProcess.Start(_folder.Root, "watch", "long", "--gateway", cluster.Gateways))
        {
            await watch.SaysAsync("stage 1 of 100");
            watch.Interrupt();
            Assert.Equal(130, (await watch.EndAsync()).ExitCode);
        }

        using var again = ChitaProcess.Start(_folder.Root, "watch", "long", "--gateway", cluster.Gateways);
        await again.SaysAsync("stage 2 of 100"); // it went on
        Assert.Equal(0, (await ChitaProcess.RunAsync(_folder.Root, "cancel", "long", "--gateway", cluster.Gateways)).ExitCode);
        Assert.Equal(130, (await again.EndAsync()).ExitCode);
        Assert.False(Path.Exists(Path.Combine(cluster.Folder, "out-long")));
    }

    [Fact]
    public async Task Ctrl_C_on_a_run_cancels_the_campaign()
    {
        var cluster = await shared.GetAsync();
        var file = new MlpCampaign { Name = "interrupted", Output = "out-interrupted", Stages = 100 }.WriteTo(_folder.Root, cluster.Folder);
        using var run = ChitaProcess.Start(_folder.Root, "run", file, "--gateway", cluster.Gateways);
        await run.SaysAsync("stage 1 of 100");
        run.Interrupt();

        Assert.Equal(130, (await run.EndAsync()).ExitCode);
        var late = await ChitaProcess.RunAsync(_folder.Root, "cancel", "interrupted", "--gateway", cluster.Gateways);
        Assert.Contains("has ended already, Cancelled", late.Output, StringComparison.Ordinal);
    }

    private async Task<string> DigestAsync(string gateways, string dataRoot)
    {
        var file = (MlpRun.Campaign with { Name = "distributed", Output = "out-distributed" }).WriteTo(_folder.Root, dataRoot);
        var outcome = await ChitaProcess.RunAsync(_folder.Root, "run", file, "-o", "json", "--gateway", gateways);
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        return RunReport.Parse(outcome.Output).Digest;
    }
}
