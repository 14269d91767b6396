using Chita.Client.Connections;

namespace Chita.EndToEnd.Tests.Cluster;

/// <summary>Silos on one Redis, and the folder that they share.</summary>
internal sealed class SiloCluster : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<SiloProcess> _silos = [];

    private SiloCluster(RedisServer redis) => Redis = redis;

    public RedisServer Redis { get; }

    /// <summary>The data root of every silo.</summary>
    public string Folder => _folder.Root;

    public IReadOnlyList<SiloProcess> Silos => _silos;

    /// <summary>All gateways, as <c>--gateway</c> takes them.</summary>
    public string Gateways => string.Join(',', _silos.Select(silo => silo.Gateway));

    public static async Task<SiloCluster> StartAsync(int silos, params string[] arguments)
    {
        var cluster = new SiloCluster(await RedisServer.StartAsync());
        try
        {
            for (var i = 0; i < silos; i++)
                cluster.Launch(arguments);
            await Task.WhenAll(cluster.Silos.Select(silo => silo.Ready));
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Starts one more silo, and does not wait.</summary>
    public SiloProcess Launch(params string[] arguments) => Launch([], arguments);

    /// <inheritdoc cref="Launch(string[])"/>
    /// <param name="prefix">What to put before the command.</param>
    /// <param name="arguments">More of its options.</param>
    public SiloProcess Launch(string[] prefix, string[] arguments)
    {
        var silo = SiloProcess.Launch(Folder, FreePorts.Take(3), prefix, ["--clustering", "redis", "--redis", Redis.Address, .. arguments]);
        _silos.Add(silo);
        return silo;
    }

    /// <summary>Connects through one silo's gateway.</summary>
    public Task<ClusterConnection> ConnectAsync(int silo = 0) =>
        ClusterConnection.ConnectAsync(new ClusterAddress(_silos[silo].Gateway, "chita"), null, TestContext.Current.CancellationToken);

    public void Dispose()
    {
        foreach (var silo in _silos)
            silo.Dispose();
        Redis.Dispose();
        _folder.Dispose();
    }
}
