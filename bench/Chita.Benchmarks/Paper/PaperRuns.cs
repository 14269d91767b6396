using Chita.Campaigns;
using Chita.Client;
using Chita.Grains.Campaigns;
using Chita.Output;
using Chita.Reports;
using Chita.Silo;

namespace Chita.Benchmarks.Paper;

/// <summary>Runs the campaigns, on one silo, and keeps what they leave in a folder: what is there already is not run again, and what was interrupted goes on.</summary>
internal sealed class PaperRuns : IAsyncDisposable
{
    private readonly EmbeddedSilo _silo;
    private readonly ChitaClient _client;
    private readonly string _data;
    private readonly string _results;

    private PaperRuns(EmbeddedSilo silo, string data, string results) => (_silo, _client, _data, _results) = (silo, new ChitaClient(silo.Grains), data, results);

    /// <param name="data">Holds networks and data.</param>
    /// <param name="results">Where outputs, and campaigns under way, are kept.</param>
    /// <param name="threads">Solver threads.</param>
    public static async Task<PaperRuns> StartAsync(string data, string results, int threads)
    {
        Directory.CreateDirectory(results);
        return new PaperRuns(await EmbeddedSilo.StartAsync(new EmbeddedSiloOptions { Threads = threads, Folder = Path.Combine(results, ".campaigns") }), data, results);
    }

    /// <summary>What a campaign left; null: it did not run to its end yet.</summary>
    public static RunReport? Find(string results, PaperCase which)
    {
        var path = Path.Combine(results, which.Name, RunFolder.ReportName);
        return File.Exists(path) ? RunReport.Read(path) : null;
    }

    /// <summary>Runs a campaign, or goes on with it.</summary>
    public async Task RunAsync(PaperCase which, CancellationToken cancellation)
    {
        var file = $"{which.Name}.yaml";
        var spec = CampaignFile.Parse(which.Yaml, file, _data, outputRoot: _results);
        await _client.SubmitAsync(spec, file, _data, again: true);
        await using var stopping = cancellation.Register(() => _client.PauseAsync(which.Name).Ignore());
        CampaignStatus? last = null;
        var told = 0;
        await foreach (var status in _client.WatchAsync(which.Name, cancellation: CancellationToken.None)) // until it is paused
        {
            foreach (var happened in status.Events.Where(happened => happened.Number > told))
                Progress.Tell($"{which.Name}: {happened.Text}");
            told = status.Events.Count > 0 ? status.Events[^1].Number : told;
            last = status;
        }

        if (last!.State == CampaignState.Paused)
            throw new OperationCanceledException(cancellation);
        if (last.State != CampaignState.Succeeded)
            throw new InvalidInputException($"{which.Name} ended {last.State}: {last.Failure?.Message}");
    }

    public ValueTask DisposeAsync() => _silo.DisposeAsync();
}
