using Chita.Campaigns;
using Chita.Client.Demo;
using Chita.Client.Terminal;
using Spectre.Console;

namespace Chita.Client.Commands;

/// <summary><c>chita demo</c>.</summary>
internal static class DemoVerb
{
    public static async Task<int> RunAsync(string folder, RunSettings settings, CancellationToken cancellation)
    {
        await using var runner = await CampaignRunner.StartAsync(settings, drives: true, cancellation);
        await GlyphDemo.RunAsync(
            folder,
            AnsiConsole.Console,
            (file, stop) => runner.RunAsync(CampaignFile.Load(file, null, null), file, ProgressView.For(OutputStyle.Table), stop),
            cancellation);
        return ExitCodes.Done;
    }
}
