using Chita.Campaigns;
using Chita.Client.Connections;
using Chita.Client.Terminal;
using Chita.Grains.Campaigns;
using Chita.Reports;
using Microsoft.Extensions.Logging;

namespace Chita.Client.Commands;

/// <summary>Runs and follows campaigns to their end, on a cluster or on an embedded silo: the same grains.</summary>
internal sealed class CampaignRunner : IAsyncDisposable
{
    private readonly IGrainConnection _connection;

    private CampaignRunner(IGrainConnection connection)
    {
        _connection = connection;
        Client = new ChitaClient(connection.Grains);
    }

    public ChitaClient Client { get; }

    /// <exception cref="ClusterUnreachableException">No silo of the cluster answers.</exception>
    public static async Task<CampaignRunner> StartAsync(RunSettings settings, CancellationToken cancellation = default)
    {
        Action<ILoggingBuilder>? logging = settings.Verbose ? LogToStandardError : null;
        return new CampaignRunner(settings.Cluster is { } cluster
            ? await ClusterConnection.ConnectAsync(cluster, logging, cancellation)
            : await EmbeddedConnection.StartAsync(settings.Threads, logging, settings.Memory));
    }

    /// <summary>Hands a campaign over.</summary>
    public Task SubmitAsync(CampaignSpec spec, string file, RunSettings settings) => Client.SubmitAsync(
        spec, file, settings.Cluster is null ? settings.DataRoot ?? Path.GetDirectoryName(Path.GetFullPath(file))! : null);

    /// <summary>Runs one campaign; cancelled, it is ended and its partial output removed before this returns.</summary>
    /// <exception cref="CampaignFailedException">It failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<RunReport> RunAsync(CampaignSpec spec, string file, RunSettings settings, IProgressView view, CancellationToken cancellation)
    {
        await SubmitAsync(spec, file, settings);
        await using var cancelling = cancellation.Register(() => Client.CancelAsync(spec.Name).Ignore());
        return await FollowAsync(spec.Name, view, CancellationToken.None);
    }

    /// <summary>Follows a campaign to its end, which does not depend on who follows.</summary>
    /// <exception cref="CampaignFailedException">It failed.</exception>
    /// <exception cref="OperationCanceledException">It, or following it, was cancelled.</exception>
    public async Task<RunReport> FollowAsync(string name, IProgressView view, CancellationToken cancellation)
    {
        var last = await view.FollowAsync(name, Client.WatchAsync(name, Tell, cancellation));
        return last.State switch
        {
            CampaignState.Succeeded or CampaignState.Rejected => RunReport.Parse(last.Report!),
            CampaignState.Cancelled => throw new OperationCanceledException($"{name} was cancelled."),
            _ => throw new CampaignFailedException(last.Failure!),
        };

        void Tell(bool reachable) => view.Notice(name, reachable
            ? "the cluster answers again"
            : "the cluster does not answer; waiting for it (the campaign does not depend on this)");
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static void LogToStandardError(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Warning)
        .AddFilter("Chita", LogLevel.Information)
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}
