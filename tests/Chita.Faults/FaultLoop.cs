using System.Globalization;
using Chita.Grains.Campaigns;
using Chita.Reports;

namespace Chita.Faults;

/// <summary>Kill after kill, each in a campaign of its own, and the table of them.</summary>
internal sealed class FaultLoop(int silos, int kills, int seed)
{
    private const int Stages = 2;
    private const int EvaluationSamples = 256;
    private const int BytesPerSample = 3073;

    private readonly List<StrikeResult> _results = [];
    private Reference? _reference; // of the first cluster, before any fault

    /// <returns>Whether every campaign gave what it gives without faults.</returns>
    public async Task<bool> RunAsync()
    {
        Console.WriteLine($"{kills} kills, {silos} silos, seed {seed}");
        var whole = true;
        foreach (var strikes in Strike.Draw(kills, seed, Stages).ToArray().GroupBy(strike => (strike.Number - 1) / 5).ToArray())
            whole &= await RunAsync([.. strikes]);
        Console.WriteLine();
        Console.WriteLine(Table());
        Console.WriteLine($"{_results.Count(result => result.Problem is null)} of {kills} campaigns gave the same digest and traces as without faults.");
        return whole && _results.Count == kills && _results.All(result => result.Problem is null);
    }

    /// <returns>Whether the cluster was as it should be afterwards.</returns>
    private async Task<bool> RunAsync(IReadOnlyList<Strike> strikes)
    {
        await using var cluster = await FaultCluster.StartAsync(silos, strikes[0].Slices);
        try
        {
            var evaluation = Path.Combine(cluster.Folder, "evaluation.bin");
            File.WriteAllBytes(evaluation, File.ReadAllBytes(Golden.SharedFolder.Find("cifar10/test_1017.bin")!)[..(EvaluationSamples * BytesPerSample)]);
            _reference ??= await MeasureAsync(cluster, Campaign(0, evaluation));
            foreach (var strike in strikes)
            {
                var campaign = Campaign(strike.Number, evaluation);
                var result = await new StrikeRun(cluster, campaign, _reference).RunAsync(strike);
                _results.Add(result);
                Console.WriteLine(Row(result));
                if (result.Problem is { } problem)
                {
                    Console.Error.WriteLine($"{campaign.Name}: {problem}");
                    cluster.Dump(Path.Combine("artifacts", "faults", campaign.Name));
                }
            }

            return await IsCleanAsync(cluster);
        }
        catch (Exception failure)
        {
            cluster.Dump(Path.Combine("artifacts", "faults", "given-up"));
            Console.Error.WriteLine($"given up: {failure}\nThe silos' logs are in artifacts/faults/given-up.");
            return false;
        }
    }

    private static ResnetCampaign Campaign(int number, string evaluation) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"kill-{number:00}"),
        Stages = Stages,
        Output = string.Create(CultureInfo.InvariantCulture, $"out-{number:00}"),
        Evaluation = evaluation,
    };

    private static async Task<Reference> MeasureAsync(FaultCluster cluster, ResnetCampaign campaign)
    {
        await using var observer = new CampaignObserver(campaign.Name, cluster.Connections);
        await StrikeRun.SubmitAsync(cluster, campaign);
        var end = await observer.EndAsync(StrikeRun.Patience);
        if (end.State != CampaignState.Succeeded)
            throw new InvalidOperationException($"without faults: {observer.Seen[^1]}");
        var reference = Reference.Of(RunReport.Parse(end.Report!), observer.Seen);
        Console.WriteLine($"without faults: {reference.Traces.Split('\n')[0]}, iterations {string.Join(", ", reference.Iterations)}, {observer.Now.TotalSeconds:0.0} s");
        return reference;
    }

    private static async Task<bool> IsCleanAsync(FaultCluster cluster)
    {
        if (await cluster.LeftBehindAsync() is not { } left)
            return true;
        Console.Error.WriteLine($"left behind: {left}");
        cluster.Dump(Path.Combine("artifacts", "faults", "left-behind"));
        return false;
    }

    private string Table() => string.Join('\n', [
        "| kill | moment | stage | victim | slices | seconds to recover | iterations lost | same bits |",
        "|---:|---|---:|---|---|---:|---:|---|",
        .. _results.Select(Row)]);

    private static string Row(StrikeResult result) => string.Create(CultureInfo.InvariantCulture,
        $"| {result.Strike.Number} | {result.Strike.Moment.ToString().ToLowerInvariant()} | {result.Strike.Stage} | {result.What}: {string.Join(", ", result.Silos)} | {(result.Strike.Slices ? "on" : "off")} | {(result.Seconds is { } seconds ? seconds.ToString("0.0", CultureInfo.InvariantCulture) : "nothing lost")} | {result.IterationsLost} | {(result.Problem is null ? "yes" : "NO")} |");
}
