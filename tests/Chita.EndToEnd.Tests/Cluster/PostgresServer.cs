using System.Globalization;

namespace Chita.EndToEnd.Tests.Cluster;

/// <summary>A PostgreSQL of its own on the loopback interface, gone with its folder. Root may not run it: then the user postgres does.</summary>
internal sealed class PostgresServer : IDisposable
{
    private readonly string _folder;
    private readonly int _port = FreePorts.Take(1)[0];
    private ServerProcess? _process;

    private PostgresServer(string folder) => _folder = folder;

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Pooling=true";

    private static string[] AsPostgres => Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--"] : [];

    public static async Task<PostgresServer> StartAsync()
    {
        var postgres = new PostgresServer(Directory.CreateTempSubdirectory("chita-postgres-").FullName);
        if (AsPostgres.Length > 0)
            await ServerProcess.RunAsync(["chown", "postgres", postgres._folder], postgres._folder);
        var data = Path.Combine(postgres._folder, "data");
        await ServerProcess.RunAsync(
            [.. AsPostgres, Binary("initdb"), "--pgdata", data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--no-sync"], postgres._folder);
        await postgres.RestartAsync();
        return postgres;
    }

    /// <summary>Starts it again on the same port, with what it has.</summary>
    public Task RestartAsync()
    {
        // Without runuser in between, signals reach the server itself.
        _process = ServerProcess.Start(
            [.. Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : Array.Empty<string>(),
             Binary("postgres"), "-D", Path.Combine(_folder, "data"), "-p", _port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1",
             "-c", $"unix_socket_directories={_folder}", "-c", "fsync=off"],
            _folder);
        return FreePorts.UntilOpenAsync(_port);
    }

    /// <summary>Ends it, and all connections to it.</summary>
    public async Task StopAsync()
    {
        if (_process is null)
            return;
        await _process.SignalAsync("INT"); // a killed server would leave its children and shared memory behind
        await _process.EndAsync().WaitAsync(TimeSpan.FromSeconds(20));
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        StopAsync().Wait(TimeSpan.FromSeconds(25));
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Binary(string name) => Directory.GetDirectories("/usr/lib/postgresql")
        .Select(version => Path.Combine(version, "bin", name)).Where(File.Exists).Order(StringComparer.Ordinal).Last();
}
