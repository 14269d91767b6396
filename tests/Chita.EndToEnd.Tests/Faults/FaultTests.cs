using Chita.EndToEnd.Tests.Cluster;
using Chita.EndToEnd.Tests.Storage;
using Chita.Grains.Campaigns;

namespace Chita.EndToEnd.Tests.Faults;

/// <summary>Silos that die, stop or freeze under a campaign: the same bits as without.</summary>
[Collection(ClusterCollection.Name)]
public sealed class FaultTests(EmbeddedResnet embedded, SharedCluster shared)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_killed_silo_with_blocks_changes_no_bit(bool slices)
    {
        await using var campaign = await RunningCampaign.StartAsync(embedded, silos: 2, slices);
        await campaign.UntilIterationAsync(10);
        var silo = await campaign.BystanderAsync();
        await silo.KillAsync();
        await campaign.ExpectSameBitsAsync("recovered as epoch");
    }

    [Fact]
    public async Task A_killed_silo_with_the_campaign_changes_no_bit()
    {
        await using var campaign = await RunningCampaign.StartAsync(embedded, silos: 2, slices: true);
        await campaign.UntilIterationAsync(10);
        await (await campaign.OwnerAsync()).KillAsync();
        await campaign.ExpectSameBitsAsync("recovered as epoch");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_silo_that_is_asked_to_stop_leaves_its_work_to_the_others(bool owner)
    {
        await using var campaign = await RunningCampaign.StartAsync(embedded, silos: 2, slices: false);
        await campaign.UntilIterationAsync(10);
        var silo = owner ? await campaign.OwnerAsync() : await campaign.BystanderAsync();
        Assert.Equal(0, await silo.StopAsync());
        await campaign.ExpectSameBitsAsync("recovered as epoch");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_silo_that_freezes_ends_when_it_wakes_up_and_changes_no_bit(bool owner)
    {
        await using var campaign = await RunningCampaign.StartAsync(embedded, silos: 2, slices: true);
        await campaign.UntilIterationAsync(5);
        var silo = owner ? await campaign.OwnerAsync() : await campaign.BystanderAsync();
        await silo.FreezeAsync();
        await campaign.UntilAsync(seen => seen.Epoch > 1);
        await silo.ThawAsync();
        await campaign.ExpectSameBitsAsync("recovered as epoch");
        Assert.Equal(1, await silo.EndAsync());
        Assert.Contains("chita-silo: this silo cannot go on and exits", silo.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_slice_is_noticed_and_computed_again()
    {
        await using var campaign = await RunningCampaign.StartAsync(embedded, silos: 2, slices: true);
        await campaign.UntilIterationAsync(10);
        foreach (var slice in Directory.GetFiles(Path.Combine(campaign.Slices, "objects"), "*", SearchOption.AllDirectories))
            Damage(slice);
        await (await campaign.BystanderAsync()).KillAsync();
        await campaign.ExpectSameBitsAsync("is damaged: its elements have the digest", "Its gradients are computed again.");
    }

    [Fact]
    public async Task Slices_in_Azure_serve_as_well_and_are_gone_in_the_end()
    {
        using var azurite = await AzuriteServer.StartAsync();
        var container = azurite.Container("chita-slices");
        await using var campaign = await RunningCampaign.StartAsync(embedded, silos: 2, slices: false, "--slices", "azure", "--azure", azurite.ConnectionString);
        await campaign.UntilIterationAsync(10);
        Assert.Contains(await NamesAsync(), name => name.StartsWith("published/slices/resnet20-", StringComparison.Ordinal));
        await (await campaign.BystanderAsync()).KillAsync();
        await campaign.ExpectSameBitsAsync("recovered as epoch");

        var end = await campaign.EndAsync();
        Assert.DoesNotContain(end.Events, line => line.Text.Contains("slice", StringComparison.Ordinal));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while ((await NamesAsync()).Count > 0) // tidied up after the end is told
            await Task.Delay(100, patience.Token);

        async Task<List<string>> NamesAsync()
        {
            var names = new List<string>();
            await foreach (var blob in container.GetBlobsAsync(cancellationToken: TestContext.Current.CancellationToken))
                names.Add(blob.Name);
            return names;
        }
    }

    [Fact]
    public async Task A_slice_store_that_is_full_is_noticed_and_costs_nothing_else()
    {
        using var small = SmallDisk.Mount(4 << 20);
        await using var campaign = await RunningCampaign.StartAsync(embedded, silos: 2, slices: true, "--slices", small.Root);
        await campaign.UntilIterationAsync(10);
        await (await campaign.BystanderAsync()).KillAsync();
        await campaign.ExpectSameBitsAsync("its slice could not be kept");
    }

    [Fact]
    public async Task Storage_that_does_not_answer_is_waited_for_and_this_is_told()
    {
        await using var campaign = await RunningCampaign.StartAsync(embedded, silos: 2, slices: false);
        await campaign.UntilAsync(seen => seen.IsComputingGradients);
        await campaign.Redis.FreezeAsync();
        await campaign.UntilAsync(seen => seen.Status.Phase.Contains("waiting for the grain storage", StringComparison.Ordinal));
        await campaign.Redis.ThawAsync();
        await campaign.ExpectSameBitsAsync();
    }

    [Fact]
    public async Task Storage_that_restarts_is_waited_for_and_this_is_told()
    {
        await using var campaign = await RunningCampaign.StartAsync(embedded, silos: 2, slices: false);
        await campaign.UntilAsync(seen => seen.IsComputingGradients);
        await campaign.Redis.SaveAndStopAsync();
        await campaign.UntilAsync(seen => seen.Status.Phase.Contains("waiting for the grain storage", StringComparison.Ordinal));
        await Task.Delay(TimeSpan.FromSeconds(12), TestContext.Current.CancellationToken);
        await campaign.Redis.RestartAsync();
        await campaign.ExpectSameBitsAsync();
    }

    [Fact]
    public async Task A_clock_that_jumps_ahead_and_back_changes_no_bit()
    {
        using var clock = FakeClock.Take();
        await using var campaign = await RunningCampaign.StartAsync(embedded, silos: 2, slices: false, clock.Prefix, []);
        await campaign.UntilIterationAsync(2);
        clock.Jump(TimeSpan.FromHours(1));
        await campaign.UntilIterationAsync(10);
        clock.Jump(TimeSpan.FromHours(-1));
        await campaign.ExpectSameBitsAsync();
    }

    [Fact]
    public async Task An_output_folder_that_appears_meanwhile_is_left_alone_and_told()
    {
        await using var campaign = await RunningCampaign.StartAsync(embedded, shared, "appears");
        await campaign.UntilIterationAsync(1);
        Directory.CreateDirectory(campaign.Output);

        var end = await campaign.EndAsync();
        Assert.Equal((CampaignState.Failed, FailureKind.Input), (end.State, end.Failure?.Kind));
        Assert.Contains("exists already", end.Failure!.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(campaign.Output));
    }

    [Fact]
    public async Task A_campaign_that_does_not_fit_is_refused_with_the_sum()
    {
        using var cluster = await SiloCluster.StartAsync(1, "--memory", "320MiB");
        var file = new ResnetCampaign { Samples = 9600 }.WriteTo(cluster.Folder, cluster.Folder);
        var outcome = await ChitaProcess.RunAsync(cluster.Folder, "run", file, "--gateway", cluster.Gateways);

        Assert.Equal(3, outcome.ExitCode);
        Assert.Matches("(blocks need|before any block:) [0-9.]+ [MG]iB .* [MG]iB.*: add silos", outcome.Errors);
        Assert.False(Path.Exists(Path.Combine(cluster.Folder, "out")));
    }

    private static void Damage(string slice)
    {
        using var file = File.Open(slice, FileMode.Open, FileAccess.ReadWrite);
        file.Position = file.Length / 2;
        var value = file.ReadByte();
        file.Position = file.Length / 2;
        file.WriteByte((byte)(value ^ 1));
    }
}
