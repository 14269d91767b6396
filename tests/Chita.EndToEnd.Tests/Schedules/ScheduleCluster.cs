using Chita.Client.Connections;
using Chita.EndToEnd.Tests.Cluster;
using Chita.EndToEnd.Tests.Faults;

namespace Chita.EndToEnd.Tests.Schedules;

/// <summary>Two silos for all tests of schedules; their clock can jump, where there is a library for that.</summary>
public sealed class ScheduleCluster : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private SiloCluster _cluster = null!;

    internal FakeClock? Clock { get; } = FakeClock.TryTake();

    /// <summary>The data root of the silos.</summary>
    internal string DataRoot => _cluster.Folder;

    /// <summary>Silos that live.</summary>
    internal IReadOnlyList<SiloProcess> Silos => [.. _cluster.Silos.Where(silo => !silo.Ended.IsCompleted)];

    private string Gateways => string.Join(',', Silos.Select(silo => silo.Gateway));

    public async ValueTask InitializeAsync()
    {
        _cluster = await SiloCluster.StartAsync(0);
        for (var i = 0; i < 2; i++)
            _cluster.Launch(Clock?.Prefix ?? [], []);
        await Task.WhenAll(_cluster.Silos.Select(silo => silo.Ready));
    }

    public ValueTask DisposeAsync()
    {
        _cluster?.Dispose();
        Clock?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs <c>chita</c> on the cluster, to its end.</summary>
    internal Task<Outcome> RunAsync(params string[] arguments) => ChitaProcess.RunAsync(_folder.Root, [.. arguments, "--gateway", Gateways]);

    /// <summary>Runs it and expects success.</summary>
    /// <returns>What it says.</returns>
    internal async Task<string> DoAsync(params string[] arguments)
    {
        var outcome = await RunAsync(arguments);
        Assert.True(outcome.ExitCode == 0, $"chita {string.Join(' ', arguments)}: {outcome.ExitCode} {outcome.Errors}");
        return outcome.Output;
    }

    /// <summary>Adds a schedule.</summary>
    internal Task<string> AddAsync(MlpSchedule schedule) => DoAsync("schedule", "add", schedule.WriteTo(_folder.Root, DataRoot));

    /// <summary>Writes a schedule's file, for a command that fails.</summary>
    internal string Write(MlpSchedule schedule) => schedule.WriteTo(_folder.Root, DataRoot);

    internal Task<ClusterConnection> ConnectAsync() => ClusterConnection.ConnectAsync(new ClusterAddress(Gateways, "chita"), null, TestContext.Current.CancellationToken);
}
