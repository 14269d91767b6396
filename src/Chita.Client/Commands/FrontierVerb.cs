using Chita.Client.Terminal;
using Chita.Grains.Campaigns;
using Chita.Output;
using Chita.Reports;

namespace Chita.Client.Commands;

/// <summary><c>chita frontier NAME</c>; of an output folder from its files alone.</summary>
internal static class FrontierVerb
{
    public static async Task<int> RunAsync(string name, OutputStyle style, RunSettings settings, CancellationToken cancellation)
    {
        if (settings.Cluster is null && IsFolder(name))
        {
            FrontierTable.Write(FrontierPoint.Of(RunReport.Read(Path.Combine(name, RunFolder.ReportName))), style);
            return ExitCodes.Done;
        }

        await using var runner = await CampaignRunner.StartAsync(settings, drives: false, cancellation);
        FrontierTable.Write(await runner.Client.GetFrontierAsync(name) ?? throw ChitaClient.UnknownCampaign(name), style);
        return ExitCodes.Done;
    }

    /// <summary>Whether a run has left a folder there. What cannot be the name of a campaign must be one.</summary>
    internal static bool IsFolder(string name)
    {
        if (File.Exists(Path.Combine(name, RunFolder.ReportName)))
            return true;
        return !name.AsSpan().ContainsAny('/', '.') ? false
            : throw new InvalidInputException($"{name}: is no output folder of chita; expected a folder that chita run has left, with {RunFolder.ReportName}, or the name of a campaign");
    }
}
