using System.Globalization;

namespace Chita.EndToEnd.Tests.Cluster;

/// <summary>The real <c>chita-silo</c>, in a process of its own.</summary>
internal sealed class SiloProcess : IDisposable
{
    private readonly ServerProcess _process;

    private SiloProcess(ServerProcess process, int siloPort, int gatewayPort, int httpPort) =>
        (_process, SiloPort, GatewayPort, HttpPort) = (process, siloPort, gatewayPort, httpPort);

    public int SiloPort { get; }

    public int GatewayPort { get; }

    public int HttpPort { get; }

    public string Gateway => $"127.0.0.1:{GatewayPort}";

    public int Id => _process.Id;

    public string Output => _process.Output;

    public string Errors => _process.Errors;

    /// <summary>The line that says that it is up; fails when it ends without one.</summary>
    public Task<string> Ready => _process.FirstLine.WaitAsync(TimeSpan.FromMinutes(2));

    /// <summary>Completes when the process ends, however long it takes.</summary>
    public Task Ended => _process.Ended;

    /// <summary>Starts a silo on free ports of the loopback interface, and does not wait.</summary>
    /// <param name="folder">Its data root and working folder.</param>
    /// <param name="arguments">More options; they win over the ones given here.</param>
    public static SiloProcess Launch(string folder, params string[] arguments) => Launch(folder, FreePorts.Take(3), [], arguments);

    /// <summary>Starts a silo, and does not wait.</summary>
    /// <param name="folder">Its data root and working folder.</param>
    /// <param name="ports">Silo, gateway, health.</param>
    /// <param name="prefix">What to put before the command: a network namespace or a clock to run in.</param>
    /// <param name="arguments">More options; they win over the ones given here.</param>
    public static SiloProcess Launch(string folder, int[] ports, string[] prefix, params string[] arguments)
    {
        var options = new Dictionary<string, string>
        {
            ["--data-root"] = folder,
            ["--silo-port"] = Number(ports[0]),
            ["--gateway-port"] = Number(ports[1]),
            ["--http-port"] = Number(ports[2]),
            ["--advertise"] = "127.0.0.1",
            ["--threads"] = "1",
        };
        foreach (var pair in arguments.Chunk(2))
            options[pair[0]] = pair[1];
        return new SiloProcess(
            ServerProcess.Start([.. prefix, .. Command(), .. options.SelectMany(option => new[] { option.Key, option.Value })], folder), ports[0], ports[1], ports[2]);
    }

    /// <summary>Starts a silo and waits until it is up.</summary>
    public static async Task<SiloProcess> StartAsync(string folder, params string[] arguments)
    {
        var silo = Launch(folder, arguments);
        await silo.Ready;
        return silo;
    }

    /// <summary>Runs exactly this command line to its end.</summary>
    public static async Task<Outcome> RunAsync(string folder, params string[] arguments)
    {
        using var process = ServerProcess.Start([.. Command(), .. arguments], folder);
        return new Outcome(await process.EndAsync(), process.Output, process.Errors);
    }

    /// <summary>As a crash: SIGKILL.</summary>
    public Task KillAsync() => _process.SignalAsync("KILL");

    /// <summary>As a supervisor stops it: SIGTERM. Returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await _process.SignalAsync("TERM");
        return await EndAsync();
    }

    /// <summary>As a machine that hangs: SIGSTOP.</summary>
    public Task FreezeAsync() => _process.SignalAsync("STOP");

    public Task ThawAsync() => _process.SignalAsync("CONT");

    /// <summary>Waits for the end, and returns the exit code.</summary>
    public Task<int> EndAsync() => _process.EndAsync();

    public void Dispose() => _process.Dispose();

    private static string[] Command() => ["dotnet", Path.Combine(AppContext.BaseDirectory, "chita-silo.dll")];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
