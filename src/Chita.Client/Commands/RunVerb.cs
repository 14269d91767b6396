using Chita.Campaigns;
using Chita.Client.Connections;
using Chita.Client.Terminal;

namespace Chita.Client.Commands;

/// <summary><c>chita run FILE</c> and <c>chita submit FILE</c>.</summary>
internal static class RunVerb
{
    public static async Task<int> RunAsync(string file, OutputStyle style, RunSettings settings, CancellationToken cancellation)
    {
        var spec = Load(file, settings);
        await using var runner = await CampaignRunner.StartAsync(settings, drives: true, cancellation);
        if (settings.Threads > 0 && runner.Server is { } server)
            await Console.Error.WriteLineAsync($"chita: process {server.Process} serves {settings.Store!.Folder} already, and runs this campaign too, with its own --threads");
        var report = await runner.RunAsync(spec, file, ProgressView.For(style), cancellation);
        return await ReportedResult.TellAsync(report, style, Folder(spec, file, settings), spec.Quality?.MaxDegradation);
    }

    public static async Task<int> SubmitAsync(string file, RunSettings settings, CancellationToken cancellation)
    {
        var spec = Load(file, settings);
        await using (var runner = await CampaignRunner.StartAsync(settings, drives: false, cancellation))
            await runner.SubmitAsync(spec, file, again: false);
        var where = settings.Store is { } store ? $", and runs in the background, in process {(await BackgroundSilo.EnsureAsync(store, settings.Threads, cancellation)).Process}" : "";
        Console.WriteLine($"{spec.Name}: submitted{where}; chita watch {spec.Name} follows it, chita cancel {spec.Name} ends it");
        return ExitCodes.Done;
    }

    // What a cluster will read is on its silos' disks, so only the text can be checked here.
    private static CampaignSpec Load(string file, RunSettings settings) => settings.Cluster is null
        ? CampaignFile.Load(file, settings.DataRoot, settings.OutputRoot)
        : CampaignFile.LoadForCluster(file);

    private static string Folder(CampaignSpec spec, string file, RunSettings settings) => settings.Cluster is null
        ? spec.Output.Path
        : $"{Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(file))!, spec.Output.Path)}, from the data root of the silos";
}
