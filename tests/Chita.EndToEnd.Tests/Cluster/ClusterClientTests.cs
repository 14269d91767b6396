using Chita.Client;
using Chita.Client.Connections;

namespace Chita.EndToEnd.Tests.Cluster;

/// <summary>Clients and what their cluster says; one that goes and comes back.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ClusterClientTests(SharedCluster shared) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_unknown_campaign_and_another_cluster_are_told()
    {
        var cluster = await shared.GetAsync();
        string[] watch = ["watch", "nobody", "--gateway", cluster.Gateways];
        var outcomes = await Task.WhenAll(ChitaProcess.RunAsync(_folder.Root, watch), ChitaProcess.RunAsync(_folder.Root, [.. watch, "--cluster-id", "other"]));
        var (unknown, other) = (outcomes[0], outcomes[1]);
        Assert.Equal((4, "chita: there is no campaign nobody; names are the metadata.name of campaign files, and chita list shows them"), (unknown.ExitCode, unknown.Errors.TrimEnd()));
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("no silo of cluster other answers", other.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_a_campaign_is_told_whichever_silo_finds_it()
    {
        var cluster = await shared.GetAsync();
        var file = new MlpCampaign { Name = "wrong", Network = "nowhere.pt" }.WriteTo(_folder.Root, cluster.Folder);
        var missing = await ChitaProcess.RunAsync(_folder.Root, "run", file, "--gateway", cluster.Gateways);
        Assert.Equal(3, missing.ExitCode);
        Assert.Contains("nowhere.pt", missing.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_campaign_of_the_same_name_is_refused()
    {
        var cluster = await shared.GetAsync();
        await using var connection = await cluster.ConnectAsync();
        var (client, campaign) = (new ChitaClient(connection.Grains), new MlpCampaign { Name = "taken", Output = "taken", Stages = 100 });
        var first = campaign.WriteTo(_folder.Root, cluster.Folder);
        Assert.Equal(0, (await ChitaProcess.RunAsync(_folder.Root, "submit", first, "--gateway", cluster.Gateways)).ExitCode);
        try
        {
            var other = (campaign with { Sparsity = "0.5" }).WriteTo(_folder.Root, cluster.Folder);
            var again = await ChitaProcess.RunAsync(_folder.Root, "run", other, "--gateway", cluster.Gateways);
            Assert.Equal(3, again.ExitCode);
            Assert.Contains("campaign taken exists already with another text", again.Errors, StringComparison.Ordinal);
        }
        finally
        {
            await client.CancelAsync("taken");
        }
    }

    [Fact]
    public async Task Watching_survives_a_gateway_that_dies_and_comes_back()
    {
        using var redis = await RedisServer.StartAsync();
        var ports = FreePorts.Take(3);
        string[] options = ["--clustering", "redis", "--redis", redis.Address];
        using var silo = SiloProcess.Launch(_folder.Root, ports, [], options);
        await silo.Ready;
        await using var connection = await ClusterConnection.ConnectAsync(new ClusterAddress(silo.Gateway, "chita"), null, TestContext.Current.CancellationToken);

        var (client, file) = (new ChitaClient(connection.Grains), new MlpCampaign { Stages = 100 }.WriteTo(_folder.Root, _folder.Root));
        await client.SubmitAsync(Chita.Campaigns.CampaignFile.LoadForCluster(file), file);
        var reachable = new List<bool>();
        await using var statuses = client
            .WatchAsync("mlpnet", reachable.Add, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await statuses.MoveNextAsync());
        await silo.KillAsync();
        using var restarted = SiloProcess.Launch(_folder.Root, ports, [], options);
        while (!reachable.Contains(true)) // silent until it is back
            Assert.True(await statuses.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken));

        Assert.Equal([false, true], reachable);
    }
}
