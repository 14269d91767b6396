using System.Globalization;

namespace Chita.EndToEnd.Tests.Cluster;

/// <summary>A Redis of its own on the loopback interface, that keeps nothing on disk unless it is told to.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private ServerProcess? _process;

    private readonly string _host;

    private RedisServer(string host, int port) => (_host, Port) = (host, port);

    public int Port { get; }

    public string Address => $"{_host}:{Port}";

    /// <param name="host">The address to listen on, besides the loopback interface's.</param>
    public static async Task<RedisServer> StartAsync(string host = "127.0.0.1")
    {
        var redis = new RedisServer(host, FreePorts.Take(1)[0]);
        await redis.RestartAsync();
        return redis;
    }

    /// <summary>Starts it again on the same port, with what it has saved.</summary>
    public Task RestartAsync()
    {
        Stop();
        _process = ServerProcess.Start(
            ["redis-server", "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", .. Hosts(), "--protected-mode", "no", "--save", "", "--appendonly", "no", "--dir", _folder.Root],
            _folder.Root);
        return FreePorts.UntilOpenAsync(Port);
    }

    public Task FreezeAsync() => _process!.SignalAsync("STOP");

    public Task ThawAsync() => _process!.SignalAsync("CONT");

    /// <summary>Saves everything, and ends.</summary>
    public async Task SaveAndStopAsync()
    {
        await ServerProcess.RunAsync(["redis-cli", "-p", Port.ToString(CultureInfo.InvariantCulture), "save"], _folder.Root);
        Stop();
    }

    public void Stop()
    {
        _process?.Dispose();
        _process = null;
    }

    private string[] Hosts() => _host == "127.0.0.1" ? [_host] : [_host, "127.0.0.1"];

    public void Dispose()
    {
        Stop();
        _folder.Dispose();
    }
}
