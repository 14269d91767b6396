using Chita.Campaigns;
using Chita.Client.Terminal;
using Chita.Output;

namespace Chita.Client.Commands;

/// <summary><c>chita run FILE</c>.</summary>
internal static class RunVerb
{
    public static async Task<int> RunAsync(string file, OutputStyle style, RunSettings settings, CancellationToken cancellation)
    {
        var spec = CampaignFile.Load(file, settings.DataRoot, settings.OutputRoot);
        await using var runner = await CampaignRunner.StartAsync(settings);
        var report = await runner.RunAsync(spec, file, settings, ProgressView.For(style), cancellation);

        if (style == OutputStyle.Json)
            Console.WriteLine(report.ToJson());
        else
            ResultTable.Write(report, spec.Output.Path);
        if (report.State != RunFolder.Rejected)
            return ExitCodes.Done;
        await Console.Error.WriteLineAsync(FormattableString.Invariant(
            $"chita: rejected: {report.Metric} is worse by {report.Degradation:0.####}, quality.maxDegradation allows {spec.Quality!.MaxDegradation:0.####}."));
        return ExitCodes.Missed;
    }
}
