using Chita.Campaigns;
using Chita.Client.Connections;
using Chita.Client.Terminal;
using Chita.Grains.Campaigns;
using Chita.Reports;
using Chita.Silo;
using Microsoft.Extensions.Logging;

namespace Chita.Client.Commands;

/// <summary>
/// Runs and follows campaigns to their end: on a cluster, on the silo of a <see cref="CampaignStore"/>, or on one that keeps nothing. The same grains.
/// </summary>
internal sealed class CampaignRunner : IAsyncDisposable
{
    private readonly RunSettings _settings;
    private readonly EmbeddedSiloOptions _silo;
    private IGrainConnection _connection;

    private CampaignRunner(RunSettings settings, EmbeddedSiloOptions silo, IGrainConnection connection)
    {
        (_settings, _silo, _connection) = (settings, silo, connection);
        Client = new ChitaClient(connection.Grains);
    }

    public ChitaClient Client { get; private set; }

    /// <summary>Whether this process has the silo of a folder, so that nothing goes on there when it ends.</summary>
    public bool IsServing => _connection is FolderConnection { Server: null };

    /// <summary>The other process that serves the folder, if there is one.</summary>
    public ServingProcess? Server => (_connection as FolderConnection)?.Server;

    /// <param name="settings">Where campaigns are.</param>
    /// <param name="drives">Whether a silo in this process is to drive campaigns, and not only to take commands.</param>
    /// <param name="cancellation">Ends waiting for an answer.</param>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    /// <exception cref="InvalidInputException">The folder of campaigns cannot be used.</exception>
    public static async Task<CampaignRunner> StartAsync(RunSettings settings, bool drives, CancellationToken cancellation)
    {
        var silo = drives ? SiloOf(settings) : SiloOf(settings) with { Campaigns = 0 };
        return new CampaignRunner(settings, silo, await ConnectAsync(settings, silo, cancellation));
    }

    /// <summary>The silo that this process has when it needs one.</summary>
    public static EmbeddedSiloOptions SiloOf(RunSettings settings) => new()
    {
        Threads = settings.Threads, Memory = settings.Memory, Spill = settings.Spill, Folder = settings.Store?.Folder, Logging = settings.Verbose ? LogToStandardError : null,
    };

    /// <summary>Hands a campaign over.</summary>
    public Task<CampaignStatus> SubmitAsync(CampaignSpec spec, string file, bool again) => Client.SubmitAsync(
        spec, file, _settings.Cluster is null ? _settings.DataRoot ?? Path.GetDirectoryName(Path.GetFullPath(file))! : null, again);

    /// <summary>Runs one campaign. Cancelled, it is paused where it is kept in a folder, else ended; then this returns.</summary>
    /// <exception cref="CampaignFailedException">It failed.</exception>
    /// <exception cref="CampaignPausedException">It was paused.</exception>
    /// <exception cref="OperationCanceledException">It was ended by its user.</exception>
    public async Task<RunReport> RunAsync(CampaignSpec spec, string file, IProgressView view, CancellationToken cancellation)
    {
        await SubmitAsync(spec, file, again: true);
        return await FinishAsync(spec.Name, view, cancellation);
    }

    /// <summary>Follows a campaign in the foreground: as <see cref="RunAsync"/> does with one that is there already.</summary>
    public async Task<RunReport> FinishAsync(string name, IProgressView view, CancellationToken cancellation)
    {
        await using var stopping = cancellation.Register(() => (_settings.Store is null ? Client.CancelAsync(name) : Client.PauseAsync(name)).Ignore());
        return await FollowAsync(name, view, CancellationToken.None);
    }

    /// <summary>Follows a campaign to its end, which does not depend on who follows.</summary>
    /// <exception cref="CampaignFailedException">It failed.</exception>
    /// <exception cref="CampaignPausedException">It was paused.</exception>
    /// <exception cref="OperationCanceledException">It, or following it, was cancelled.</exception>
    public async Task<RunReport> FollowAsync(string name, IProgressView view, CancellationToken cancellation)
    {
        var last = await WatchAsync(name, view, cancellation);
        return last.State switch
        {
            CampaignState.Succeeded or CampaignState.Rejected => RunReport.Parse(last.Report!),
            CampaignState.Paused => throw new CampaignPausedException(name),
            CampaignState.Cancelled => throw new OperationCanceledException($"{name} was cancelled."),
            _ => throw new CampaignFailedException(last.Failure!),
        };
    }

    /// <summary>Waits until a campaign is paused or has ended, and has given back what it held: in a folder, nobody does it once this process has ended.</summary>
    public async Task<CampaignStatus> SettleAsync(string name)
    {
        var last = await Client.WatchAsync(name).LastAsync();
        await Client.WakeAsync(name);
        return last;
    }

    /// <summary>Ends the connection. A folder that this process served, and where there is work left, is served in the background from then on.</summary>
    public async ValueTask DisposeAsync()
    {
        var drove = _silo.Campaigns > 0 ? _connection as FolderConnection : null;
        var leavesWork = drove is { Server: null } && !await drove.TryFinishAsync();
        await _connection.DisposeAsync();
        if (leavesWork && drove!.Store.IsThere)
            await BackgroundSilo.StartAsync(drove.Store, _settings.Threads);
    }

    private async Task<CampaignStatus> WatchAsync(string name, IProgressView view, CancellationToken cancellation)
    {
        while (true)
        {
            using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Client.WakeAsync(name);
            try
            {
                var last = await view.FollowAsync(name, Client.WatchAsync(name, reachable => Tell(reachable, lost), lost.Token));
                return IsServing ? await SettleAsync(name) : last;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                await _connection.DisposeAsync();
                _connection = await ConnectAsync(_settings, _silo, cancellation);
                Client = new ChitaClient(_connection.Grains);
            }
        }

        void Tell(bool reachable, CancellationTokenSource lost)
        {
            if (!reachable && Server is { } server)
            {
                view.Notice(name, $"process {server.Process}, which served {_settings.Store!.Folder}, has ended; going on here");
                lost.Cancel();
                return;
            }

            view.Notice(name, reachable ? "the cluster answers again" : "the cluster does not answer; waiting for it (the campaign does not depend on this)");
        }
    }

    private static async Task<IGrainConnection> ConnectAsync(RunSettings settings, EmbeddedSiloOptions silo, CancellationToken cancellation) => settings switch
    {
        { Cluster: { } cluster } => await ClusterConnection.ConnectAsync(cluster, silo.Logging, cancellation),
        { Store: { } store } => await FolderConnection.OpenAsync(store, silo, cancellation),
        _ => new EmbeddedConnection(await EmbeddedSilo.StartAsync(silo)),
    };

    private static void LogToStandardError(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Warning)
        .AddFilter("Chita", LogLevel.Information)
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}
