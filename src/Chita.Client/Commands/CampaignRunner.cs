using Chita.Campaigns;
using Chita.Client.Terminal;
using Chita.Grains.Campaigns;
using Chita.Reports;
using Chita.Silo;
using Microsoft.Extensions.Logging;

namespace Chita.Client.Commands;

/// <summary>Runs campaigns to their end on an embedded silo: the same grains as a cluster's.</summary>
internal sealed class CampaignRunner : IAsyncDisposable
{
    private readonly EmbeddedSilo _silo;
    private readonly ChitaClient _client;

    private CampaignRunner(EmbeddedSilo silo)
    {
        _silo = silo;
        _client = new ChitaClient(silo.Grains);
    }

    public static async Task<CampaignRunner> StartAsync(RunSettings settings) =>
        new(await EmbeddedSilo.StartAsync(settings.Threads, settings.Verbose ? LogToStandardError : null));

    /// <summary>Runs one campaign; cancelled, it is ended and its partial output removed before this returns.</summary>
    /// <exception cref="CampaignFailedException">It failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<RunReport> RunAsync(CampaignSpec spec, string file, RunSettings settings, IProgressView view, CancellationToken cancellation)
    {
        await _client.SubmitAsync(spec, file, settings.DataRoot ?? Path.GetDirectoryName(Path.GetFullPath(file))!);
        await using var cancelling = cancellation.Register(() => _client.CancelAsync(spec.Name).Ignore());
        var last = await view.FollowAsync(spec.Name, _client.WatchAsync(spec.Name, CancellationToken.None));
        return last.State switch
        {
            CampaignState.Succeeded or CampaignState.Rejected => RunReport.Parse(last.Report!),
            CampaignState.Cancelled => throw new OperationCanceledException(cancellation),
            _ => throw new CampaignFailedException(last.Failure!),
        };
    }

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    private static void LogToStandardError(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Warning)
        .AddFilter("Chita", LogLevel.Information)
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}
