using Chita.Campaigns;
using Chita.Client;

namespace Chita.EndToEnd.Tests.Cluster;

/// <summary>Campaigns that would read or write outside the data root of a cluster: refused with their line, and nothing is left out there.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ConfinedPathTests(SharedCluster shared) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _outside = new();

    public void Dispose()
    {
        _folder.Dispose();
        _outside.Dispose();
    }

    [Fact]
    public async Task No_way_out_of_the_data_root_is_taken()
    {
        var cluster = await shared.GetAsync();
        var network = Path.Combine(_outside.Root, "network.pt");
        File.Copy(SharedData.Require("networks/mlpnet.pt"), network);
        File.CreateSymbolicLink(Path.Combine(cluster.Folder, "linked.pt"), network);
        Directory.CreateSymbolicLink(Path.Combine(cluster.Folder, "linked"), _outside.Root);

        // Two by the program, and the others as it submits them.
        await RefusedAsync(new MlpCampaign { Name = "up", Network = "../network.pt" }, "up.yaml:5: network.torchscript: ../network.pt leads out of the data root");
        await RefusedAsync(new MlpCampaign { Name = "output", Output = "linked/out" }, "output.yaml:18: output.path: ", "linked/out leads out of the data root through a symbolic link");
        await using var connection = await cluster.ConnectAsync();
        var client = new ChitaClient(connection.Grains);
        await SubmittedAsync(new MlpCampaign { Name = "rooted", Network = network }, $"rooted.yaml:5: network.torchscript: {network} leads out of the data root");
        await SubmittedAsync(new MlpCampaign { Name = "link", Network = "linked.pt" }, "link.yaml:5: network.torchscript: ", "linked.pt leads out of the data root through a symbolic link");
        await SubmittedAsync(new MlpCampaign { Name = "folder", Network = "linked/network.pt" }, "folder.yaml:5: network.torchscript: ", "through a symbolic link");
        await SubmittedAsync(new MlpCampaign { Name = "output-up", Output = "../out" }, "output-up.yaml:18: output.path: ../out leads out of the data root");
        Assert.Equal([network], Directory.GetFileSystemEntries(_outside.Root));

        async Task SubmittedAsync(MlpCampaign campaign, params string[] messages)
        {
            var file = campaign.WriteTo(_folder.Root, cluster.Folder);
            var error = await Assert.ThrowsAsync<InvalidInputException>(async () => await client.SubmitAsync(CampaignFile.LoadForCluster(file), file));
            Assert.All(messages, message => Assert.Contains(message, error.Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_link_that_comes_while_a_campaign_runs_does_not_help_it_out()
    {
        var cluster = await shared.GetAsync();
        var file = new MlpCampaign { Name = "late-link", Output = "results/out", Stages = 10 }.WriteTo(_folder.Root, cluster.Folder);
        using var run = ChitaProcess.Start(_folder.Root, "run", file, "--gateway", cluster.Gateways);
        await run.SaysAsync("stage 1 of 10");
        Directory.Move(Path.Combine(cluster.Folder, "results"), Path.Combine(_outside.Root, "results"));
        Directory.CreateSymbolicLink(Path.Combine(cluster.Folder, "results"), Path.Combine(_outside.Root, "results"));

        var outcome = await run.EndAsync();
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("results/out leads out of the data root through a symbolic link", outcome.Errors, StringComparison.Ordinal);
        Assert.False(Path.Exists(Path.Combine(_outside.Root, "results", "out")));
    }

    private async Task RefusedAsync(MlpCampaign campaign, params string[] messages)
    {
        var cluster = await shared.GetAsync();
        var outcome = await ChitaProcess.RunAsync(_folder.Root, "run", campaign.WriteTo(_folder.Root, cluster.Folder), "--gateway", cluster.Gateways);
        Assert.Equal(3, outcome.ExitCode);
        Assert.All(messages, message => Assert.Contains(message, outcome.Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", outcome.Errors, StringComparison.Ordinal);
    }
}
