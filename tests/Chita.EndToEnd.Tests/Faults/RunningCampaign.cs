using Chita.Campaigns;
using Chita.Client;
using Chita.Client.Connections;
using Chita.EndToEnd.Tests.Cluster;
using Chita.Grains.Campaigns;
using Chita.Reports;

namespace Chita.EndToEnd.Tests.Faults;

/// <summary>The campaign at work on a cluster of its own.</summary>
internal sealed class RunningCampaign : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly ResnetCampaign Campaign = new();

    private readonly EmbeddedResnet _embedded;
    private readonly SiloCluster _cluster;
    private readonly List<ClusterConnection> _connections = [];
    private CampaignObserver? _observer;

    private RunningCampaign(EmbeddedResnet embedded, SiloCluster cluster) => (_embedded, _cluster) = (embedded, cluster);

    public RedisServer Redis => _cluster.Redis;

    public string Slices => Path.Combine(_cluster.Folder, "slices");

    public string Output => Path.Combine(_cluster.Folder, Campaign.Output);

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
        var running = new RunningCampaign(embedded, await SiloCluster.StartAsync(0));
        try
        {
            Directory.CreateDirectory(running.Slices);
            for (var i = 0; i < silos; i++)
                running._cluster.Launch(i == 0 ? first : [], ["--slices", slices ? running.Slices : "none", .. options]);
            await Task.WhenAll(running._cluster.Silos.Select(silo => silo.Ready));
            for (var i = 0; i < silos; i++)
                running._connections.Add(await running._cluster.ConnectAsync(i));
            await new ChitaClient(running._connections[0].Grains).SubmitAsync(CampaignFile.Load(Campaign.WriteTo(running._cluster.Folder), checkFiles: false), "resnet20.yaml");
            running._observer = new CampaignObserver(Campaign.Name, running._connections);
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    public Task UntilAsync(Func<Observation, bool> wanted) => Observer.UntilAsync(seen => seen.HasEnded || wanted(seen), Patience);

    /// <summary>Waits until the second stage's solve has come so far.</summary>
    public Task UntilIterationAsync(int iteration) => UntilAsync(seen => seen.IsSolving && seen.Status.Stage == 2 && seen.Status.Iteration >= iteration);

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
        Assert.All(events, text => Assert.Contains(end.Events, line => line.Contains(text, StringComparison.Ordinal)));
        Assert.Equal([Output], Directory.GetFileSystemEntries(_cluster.Folder, $"{Campaign.Output}*"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_observer is not null)
            await _observer.DisposeAsync();
        foreach (var connection in _connections)
            await connection.DisposeAsync();
        _cluster.Dispose();
    }
}
