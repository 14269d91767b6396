using Chita.Reports;
using Spectre.Console;

namespace Chita.Client.Demo;

/// <summary>The demo from an empty folder to the table. How a campaign is run is the caller's: the same way as every other one.</summary>
internal static class GlyphDemo
{
    private const int TrainingImages = 12_000;
    private const int TestImages = 2_000;
    private const long Seed = 2024;

    /// <summary>Runs it.</summary>
    /// <param name="folder">Takes everything; must not exist.</param>
    /// <param name="console">Where it is shown.</param>
    /// <param name="prune">Runs one campaign file to its end.</param>
    /// <param name="cancellation">Ends it between two batches or campaigns, or as soon as <paramref name="prune"/> can.</param>
    /// <exception cref="InvalidInputException">The folder exists or cannot be written.</exception>
    public static async Task RunAsync(
        string folder, IAnsiConsole console, Func<string, CancellationToken, Task<RunReport>> prune, CancellationToken cancellation)
    {
        Create(folder);
        var screen = new DemoScreen(console);
        screen.Welcome();

        var (train, test) = (GlyphSet.Draw(TrainingImages, Seed), GlyphSet.Draw(TestImages, Seed + 1));
        var campaigns = DemoCampaigns.Write(folder, train.Write(folder, "train"), test.Write(folder, "test"));
        screen.Images(train, test);

        screen.Training();
        await Task.Run(() => GlyphTraining.Run(train, test, Seed, Path.Combine(folder, DemoCampaigns.Network), screen.Epoch, cancellation), cancellation);

        screen.Pruning(campaigns.Count);
        var rows = new List<DemoRow>();
        foreach (var campaign in campaigns)
        {
            cancellation.ThrowIfCancellationRequested();
            var report = await prune(campaign, cancellation);
            rows.Add(DemoRow.Of(report));
            screen.Pruned(rows[^1], report.Seconds.Total);
        }

        screen.Result(rows);
        screen.Next(campaigns[^1], Path.Combine(folder, "out", Path.GetFileNameWithoutExtension(campaigns[^1]), "report.html"));
    }

    private static void Create(string folder)
    {
        if (Path.Exists(folder))
            throw new InvalidInputException($"{folder}: exists already; remove it, or name another folder with --folder.");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{folder}: cannot be created ({e.Message}).", e);
        }
    }
}
