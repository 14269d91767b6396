using Chita.Client;
using Chita.Client.Connections;
using Chita.Grains.Placement;

namespace Chita.Faults;

/// <summary>Supervised silos on one Redis, a connection through each, and the folder that they share.</summary>
internal sealed class FaultCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private readonly List<SupervisedSilo> _silos = [];
    private readonly List<ClusterConnection> _connections = [];
    private readonly RedisServer _redis;

    private FaultCluster(RedisServer redis) => _redis = redis;

    public string Folder => _folder.Root;

    public IReadOnlyList<SupervisedSilo> Silos => _silos;

    public IReadOnlyList<IGrainConnection> Connections => _connections;

    public ChitaClient Client => new(_connections[0].Grains);

    /// <param name="silos">How many.</param>
    /// <param name="slices">Whether slices of A are kept.</param>
    /// <param name="options">More options of every silo.</param>
    public static Task<FaultCluster> StartAsync(int silos, bool slices, params string[] options) =>
        StartAsync([.. Enumerable.Repeat(Place.Here, silos)], Place.Here, slices, options);

    /// <param name="places">Where the silos are.</param>
    /// <param name="store">Where Redis is.</param>
    /// <param name="slices">Whether slices of A are kept.</param>
    /// <param name="more">More options of every silo.</param>
    public static async Task<FaultCluster> StartAsync(IReadOnlyList<Place> places, Place store, bool slices, params string[] more)
    {
        var cluster = new FaultCluster(await RedisServer.StartAsync(store.Address));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.Kill(); // as when the tool is interrupted
        try
        {
            var options = new List<string> { "--clustering", "redis", "--redis", cluster._redis.Address };
            options.AddRange(more);
            if (slices)
                options.AddRange(["--slices", Directory.CreateDirectory(Path.Combine(cluster.Folder, "slices")).FullName]);
            foreach (var place in places)
            {
                var ports = FreePorts.Take(3);
                cluster._silos.Add(new SupervisedSilo(
                    $"silo {cluster._silos.Count + 1}", place,
                    () => SiloProcess.Launch(cluster.Folder, ports, place.Prefix, ["--advertise", place.Address, .. options])));
            }

            await Task.WhenAll(cluster.Silos.Select(silo => silo.Process.Ready));
            foreach (var silo in cluster.Silos)
                cluster._connections.Add(await ClusterConnection.ConnectAsync(new ClusterAddress(silo.Gateway, "chita"), null, CancellationToken.None));
            await cluster.WholeAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection through whichever silo answers, as users have it.</summary>
    public Task<ClusterConnection> ConnectAsync() =>
        ClusterConnection.ConnectAsync(new ClusterAddress(string.Join(',', _silos.Select(silo => silo.Gateway)), "chita"), null, CancellationToken.None);

    /// <summary>The silo with this port for other silos.</summary>
    public SupervisedSilo At(int port) => _silos.Single(silo => silo.Process.SiloPort == port);

    /// <summary>Waits until every silo is an active member and answers its own client.</summary>
    public async Task WholeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        foreach (var connection in _connections)
        {
            while (true)
            {
                try
                {
                    if ((await connection.Grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true).WaitAsync(patience.Token)).Count == _silos.Count)
                        break;
                }
                catch (Exception) when (!patience.IsCancellationRequested)
                {
                    // On its way.
                }

                await Task.Delay(200, patience.Token);
            }
        }
    }

    /// <summary>Bytes that campaigns hold on all silos.</summary>
    public async Task<long> ReservedAsync()
    {
        var grains = _connections[0].Grains;
        var hosts = await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        return (await Task.WhenAll(hosts.Keys.Select(silo => grains.GetSilo(silo).Describe()))).Sum(silo => silo.Reserved);
    }

    /// <summary>Nothing may be left of campaigns that have ended: no file of a run, and no byte of memory. What is still held is freed with the next reminder.</summary>
    /// <returns>What is left nevertheless; null when nothing is.</returns>
    public async Task<string?> LeftBehindAsync()
    {
        await WholeAsync();
        for (var attempt = 0; ; attempt++)
        {
            string[] left =
            [
                .. EntriesOf(".chita", SearchOption.TopDirectoryOnly).Where(path => Path.GetFileName(path) != "artifacts"),
                .. EntriesOf("slices", SearchOption.AllDirectories).Where(path => File.Exists(path) && Path.GetFileName(path) != "lock"),
            ];
            var reserved = await ReservedAsync();
            if (left.Length == 0 && reserved == 0)
                return null;
            if (attempt == 45)
                return $"{reserved} bytes of memory; {string.Join(", ", left)}";
            await Task.Delay(TimeSpan.FromSeconds(2));
        }
    }

    private string[] EntriesOf(string name, SearchOption depth) =>
        Path.Combine(Folder, name) is var folder && Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder, "*", depth) : [];

    /// <summary>Writes the logs of all silos into a folder.</summary>
    public void Dump(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var silo in _silos)
            File.WriteAllText(Path.Combine(folder, $"{silo.Name}.log"), silo.Log);
    }

    private void Kill()
    {
        foreach (var silo in _silos)
            silo.Process.Dispose();
        _redis.Stop();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
            await connection.DisposeAsync();
        foreach (var silo in _silos)
            await silo.DisposeAsync();
        _redis.Dispose();
        _folder.Dispose();
    }
}
