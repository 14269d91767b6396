using System.Diagnostics;
using Chita.Client;
using Chita.Client.Connections;

namespace Chita.EndToEnd.Tests.Cluster;

/// <summary>Clients whose cluster is not there, or goes and comes back.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ClusterClientTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_gateway_that_does_not_answer_is_named_soon()
    {
        var file = new MlpCampaign().WriteTo(_folder.Root);
        var watch = Stopwatch.StartNew();
        var outcome = await ChitaProcess.RunAsync(_folder.Root, "run", file, "--gateway", "127.0.0.1:1");

        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("chita: no silo of cluster chita answers at 127.0.0.1:1; expected", outcome.Errors, StringComparison.Ordinal);
        Assert.Single(outcome.Errors.TrimEnd().Split('\n'));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
    }

    [Theory]
    [InlineData("run", "--gateway", "nowhere", "\"nowhere\" is not HOST:PORT")]
    [InlineData("run", "--gateway", "127.0.0.1:1,:", "\":\" is not HOST:PORT")]
    [InlineData("submit", "--cluster-id", "x", "'--gateway' is required")]
    public async Task A_cluster_that_is_not_named_rightly_is_exit_code_3(string verb, string option, string value, string message)
    {
        var outcome = await ChitaProcess.RunAsync(_folder.Root, verb, new MlpCampaign().WriteTo(_folder.Root), option, value);
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains(message, outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_means_nothing_on_a_cluster_is_refused()
    {
        var outcome = await ChitaProcess.RunAsync(_folder.Root, "run", "x.yaml", "--gateway", "127.0.0.1:1", "--threads", "2");
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("--threads has no meaning with --gateway", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_campaign_and_another_cluster_are_told()
    {
        using var cluster = await SiloCluster.StartAsync(1);
        var unknown = await ChitaProcess.RunAsync(_folder.Root, "watch", "nobody", "--gateway", cluster.Gateways);
        Assert.Equal((3, "chita: cluster chita knows no campaign nobody; names are the metadata.name of campaign files"), (unknown.ExitCode, unknown.Errors.TrimEnd()));

        var other = await ChitaProcess.RunAsync(_folder.Root, "watch", "nobody", "--gateway", cluster.Gateways, "--cluster-id", "other");
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("no silo of cluster other answers", other.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_a_campaign_is_told_whichever_silo_finds_it()
    {
        using var cluster = await SiloCluster.StartAsync(2);
        var file = new MlpCampaign { Network = "nowhere.pt" }.WriteTo(_folder.Root);
        var missing = await ChitaProcess.RunAsync(_folder.Root, "run", file, "--gateway", cluster.Gateways);
        Assert.Equal(3, missing.ExitCode);
        Assert.Contains("nowhere.pt", missing.Errors, StringComparison.Ordinal);

        var other = new MlpCampaign { Sparsity = "0.5" }.WriteTo(_folder.Root);
        var again = await ChitaProcess.RunAsync(_folder.Root, "run", other, "--gateway", cluster.Gateways);
        Assert.Equal(3, again.ExitCode);
        Assert.Contains("mlpnet exists already with another text", again.Errors, StringComparison.Ordinal);
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

        var reachable = new List<bool>();
        await using var statuses = new ChitaClient(connection.Grains)
            .WatchAsync("pending", reachable.Add, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await statuses.MoveNextAsync());
        await silo.KillAsync();
        using var restarted = SiloProcess.Launch(_folder.Root, ports, [], options);
        while (!reachable.Contains(true)) // silent until it is back
            Assert.True(await statuses.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken));

        Assert.Equal([false, true], reachable);
    }
}
