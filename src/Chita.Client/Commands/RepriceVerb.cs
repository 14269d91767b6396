using Chita.Client.Terminal;
using Chita.Gradients;
using Chita.Grains.Campaigns;
using Chita.Numerics;
using Chita.Repricing;

namespace Chita.Client.Commands;

/// <summary><c>chita reprice NAME|DIR --budget KEY=VALUE -o OUT</c>.</summary>
internal static class RepriceVerb
{
    public static async Task<int> RunAsync(string name, IReadOnlyList<string> budget, string output, RunSettings settings, CancellationToken cancellation)
    {
        var request = new RepriceRequest
        {
            Folder = await FolderAsync(name, settings, cancellation),
            Budget = [.. budget.Select(pair => pair.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0].Trim(), pair[1].Trim()))],
            Output = output,
            DataRoot = settings.DataRoot ?? Environment.CurrentDirectory,
        };
        using var threads = new SolverThreads(settings.Threads);
        ResultTable.Write(await Repricer.RunAsync(request, new NetworkSources(), threads, TimeProvider.System, cancellation), output);
        return ExitCodes.Done;
    }

    /// <summary>The output folder that is meant: itself, or that of a campaign.</summary>
    private static async Task<string> FolderAsync(string name, RunSettings settings, CancellationToken cancellation)
    {
        if (FrontierVerb.IsFolder(name))
            return name;
        await using var runner = await CampaignRunner.StartAsync(settings, drives: false, cancellation);
        var status = await runner.Client.GetAsync(name) ?? throw ChitaClient.UnknownCampaign(name);
        return status.Report is not null && status.State.IsFinal()
            ? status.Output
            : throw new InvalidInputException($"{name}: {status.State}; only a campaign that succeeded, or was rejected by its quality gate, has scores to choose by.");
    }
}
