using System.Globalization;

namespace Chita.EndToEnd.Tests.Cluster;

/// <summary>A Redis of its own on the loopback interface, that keeps nothing on disk.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private ServerProcess? _process;

    private RedisServer(int port) => Port = port;

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    public static async Task<RedisServer> StartAsync()
    {
        var redis = new RedisServer(FreePorts.Take(1)[0]);
        await redis.RestartAsync();
        return redis;
    }

    /// <summary>Starts it again, empty, on the same port.</summary>
    public Task RestartAsync()
    {
        Stop();
        _process = ServerProcess.Start(
            ["redis-server", "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder.Root],
            _folder.Root);
        return FreePorts.UntilOpenAsync(Port);
    }

    public void Stop()
    {
        _process?.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Stop();
        _folder.Dispose();
    }
}
