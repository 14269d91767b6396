using System.Diagnostics;
using System.Globalization;
using Chita.Client.Connections;
using Chita.EndToEnd.Tests.Cluster;

namespace Chita.Benchmarks.Cluster;

/// <summary>Silos in processes of their own, on loopback, with a Redis of their own and a connection to all gateways.</summary>
internal sealed class BenchmarkCluster : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private readonly List<ServerProcess> _silos = [];
    private RedisServer? _redis;
    private ClusterConnection? _connection;

    private BenchmarkCluster()
    {
    }

    public IGrainFactory Grains => _connection!.Grains;

    /// <summary>The data root of every silo.</summary>
    public string Folder => _folder.Root;

    /// <summary>What the silos said on standard error.</summary>
    public string Errors => string.Concat(_silos.Select(silo => silo.Errors));

    /// <summary>What the silos' processes take.</summary>
    public IReadOnlyList<ProcessMemory> Memory => [.. _silos.Select(silo => ProcessMemory.Of(silo.Id))];

    /// <summary>Processor time that the silos' processes have used, together: unlike times on the clock it hardly depends on what else runs.</summary>
    public double ProcessorSeconds
    {
        get
        {
            var seconds = 0.0;
            foreach (var silo in _silos)
            {
                using var process = Process.GetProcessById(silo.Id);
                seconds += process.TotalProcessorTime.TotalSeconds;
            }

            return seconds;
        }
    }

    /// <summary>Starts the silos and returns when all are up.</summary>
    /// <param name="silos">How many.</param>
    /// <param name="threads">Solver threads of each.</param>
    /// <param name="cancellation">Ends connecting.</param>
    /// <param name="arguments">More of <c>chita-silo</c>'s options.</param>
    public static async Task<BenchmarkCluster> StartAsync(int silos, int threads, CancellationToken cancellation, params string[] arguments)
    {
        var cluster = new BenchmarkCluster();
        try
        {
            cluster._redis = await RedisServer.StartAsync();
            var ports = FreePorts.Take(2 * silos);
            for (var i = 0; i < silos; i++)
                cluster._silos.Add(cluster.Launch(ports[2 * i], ports[2 * i + 1], threads, arguments));
            await Task.WhenAll(cluster._silos.Select(silo => silo.FirstLine.WaitAsync(StartTimeout, cancellation)));
            var gateways = string.Join(',', Enumerable.Range(0, silos).Select(i => $"127.0.0.1:{Text(ports[2 * i + 1])}"));
            cluster._connection = await ClusterConnection.ConnectAsync(new ClusterAddress(gateways, "chita"), null, cancellation);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        foreach (var silo in _silos)
            silo.Dispose();
        _redis?.Dispose();
        _folder.Dispose();
    }

    private ServerProcess Launch(int siloPort, int gatewayPort, int threads, string[] arguments) => ServerProcess.Start(
    [
        "dotnet", typeof(BenchmarkCluster).Assembly.Location, "silo", "--clustering", "redis", "--redis", _redis!.Address, "--advertise", "127.0.0.1",
        "--data-root", Folder, "--silo-port", Text(siloPort), "--gateway-port", Text(gatewayPort), "--threads", Text(threads), .. arguments,
    ], Folder);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
