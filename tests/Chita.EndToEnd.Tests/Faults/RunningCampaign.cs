using Chita.Campaigns;
using Chita.Client;
using Chita.Client.Connections;
using Chita.EndToEnd.Tests.Cluster;
using Chita.Grains.Campaigns;
using Chita.Reports;

namespace Chita.EndToEnd.Tests.Faults;

/// <summary>The campaign at work on a cluster of its own, or on one that others use too.</summary>
internal sealed class RunningCampaign : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // Loops are compiled well at once: a new process would spend most of solves as short as these in code that the runtime has not made its best of yet.
    private static readonly string[] Compiled = ["env", "DOTNET_TC_QuickJitForLoops=0"];

    private readonly EmbeddedResnet _embedded;
    private readonly SiloCluster _cluster;
    private readonly bool _isOwn;
    private readonly List<ClusterConnection> _connections = [];
    private CampaignObserver? _observer;

    private RunningCampaign(EmbeddedResnet embedded, SiloCluster cluster, bool isOwn) => (_embedded, _cluster, _isOwn) = (embedded, cluster, isOwn);

    public RedisServer Redis => _cluster.Redis;

    public string Slices => Path.Combine(_cluster.Folder, "slices");

    public string Output => Path.Combine(_cluster.Folder, Campaign.Output);

    private ResnetCampaign Campaign { get; init; } = EmbeddedResnet.Campaign;

    private CampaignObserver Observer => _observer!;

    public static Task<RunningCampaign> StartAsync(EmbeddedResnet embedded, int silos, bool slices, params string[] options) =>
        StartAsync(embedded, silos, slices, [], options);

    /// <param name="embedded">The same without faults.</param>
    /// <param name="silos">How many.</param>
    /// <param name="slices">Whether slices of A are kept.</param>
    /// <param name="first">What to put before the first silo's command.</param>
    /// <param name="options">More options of each.</param>
    public static async Task<RunningCampaign> StartAsync(EmbeddedResnet embedded, int silos, bool slices, string[] first, string[] options)
    {
        SharedData.Require("networks/resnet20.pt");
        await embedded.TracesAsync(); // before the cluster, whose machine it would keep busy
        var running = new RunningCampaign(embedded, await SiloCluster.StartAsync(0), isOwn: true);
        return await running.BeginAsync(async () =>
        {
            Directory.CreateDirectory(running.Slices);
            for (var i = 0; i < silos; i++)
                running._cluster.Launch(i == 0 ? [.. first, .. Compiled] : Compiled, ["--slices", slices ? running.Slices : "none", .. options]);
            await Task.WhenAll(running._cluster.Silos.Select(silo => silo.Ready));
        });
    }

    /// <param name="embedded">The same without faults.</param>
    /// <param name="cluster">Where; it stays.</param>
    /// <param name="name">A name that nobody else uses there, also for the output.</param>
    public static async Task<RunningCampaign> StartAsync(EmbeddedResnet embedded, SharedCluster cluster, string name)
    {
        SharedData.Require("networks/resnet20.pt");
        await embedded.TracesAsync();
        var campaign = EmbeddedResnet.Campaign with { Name = name, Output = $"out-{name}" };
        var running = new RunningCampaign(embedded, await cluster.GetAsync(), isOwn: false) { Campaign = campaign };
        return await running.BeginAsync(() => Task.CompletedTask);
    }

    public Task UntilAsync(Func<Observation, bool> wanted) => Observer.UntilAsync(seen => seen.HasEnded || wanted(seen), Patience);

    /// <summary>Waits until the second stage's solve has come so far.</summary>
    public Task UntilIterationAsync(int iteration) => UntilAsync(seen => seen.IsSolving && seen.Status.Progress.Stage == 2 && seen.Status.Progress.Iteration >= iteration);

    /// <summary>The silo where the campaign lives.</summary>
    public async Task<SiloProcess> OwnerAsync()
    {
        var port = await new Residence(Campaign.Name, _connections[0]).CampaignAsync();
        return _cluster.Silos.Single(silo => silo.SiloPort == port);
    }

    /// <summary>A silo that has blocks, but not the campaign.</summary>
    public async Task<SiloProcess> BystanderAsync()
    {
        var owner = await OwnerAsync();
        return _cluster.Silos.First(silo => silo != owner);
    }

    public Task<CampaignStatus> EndAsync() => Observer.EndAsync(Patience);

    /// <summary>Expects the campaign to end as without faults, with these events, and to leave its output once and nothing else.</summary>
    public async Task ExpectSameBitsAsync(params string[] events)
    {
        var end = await EndAsync();
        Assert.True(end.State == CampaignState.Succeeded, Observer.Seen[^1].ToString());
        Assert.Equal(await _embedded.TracesAsync(), Traces.Of(RunReport.Read(Path.Combine(Output, "report.json"))));
        Assert.All(events, text => Assert.Contains(end.Events, line => line.Text.Contains(text, StringComparison.Ordinal)));
        Assert.Equal([Output], Directory.GetFileSystemEntries(_cluster.Folder, $"{Campaign.Output}*"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_observer is not null)
            await _observer.DisposeAsync();
        foreach (var connection in _connections)
            await connection.DisposeAsync();
        if (_isOwn)
            _cluster.Dispose();
    }

    private async Task<RunningCampaign> BeginAsync(Func<Task> prepare)
    {
        try
        {
            await prepare();
            for (var i = 0; i < _cluster.Silos.Count; i++)
                _connections.Add(await _cluster.ConnectAsync(i));
            var file = Campaign.WriteTo(_cluster.Folder, _cluster.Folder);
            await new ChitaClient(_connections[0].Grains).SubmitAsync(CampaignFile.LoadForCluster(file), Path.GetFileName(file));
            _observer = new CampaignObserver(Campaign.Name, _connections);
            return this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }
}
