using Chita.Client.Terminal;
using Chita.Grains.Campaigns;

namespace Chita.Client.Commands;

/// <summary><c>chita watch NAME</c> and <c>chita cancel NAME</c>: campaigns that run on a cluster already.</summary>
internal static class ClusterVerbs
{
    public static async Task<int> WatchAsync(string name, OutputStyle style, RunSettings settings, CancellationToken cancellation)
    {
        await using var runner = await CampaignRunner.StartAsync(settings, cancellation);
        await RequireAsync(runner.Client, name, settings);
        try
        {
            var report = await runner.FollowAsync(name, ProgressView.For(style), cancellation);
            return await ReportedResult.TellAsync(report, style, "the output folder of the campaign, from the data root of the silos");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"chita: {name} goes on; chita cancel {name} ends it.");
            return ExitCodes.Interrupted;
        }
    }

    public static async Task<int> CancelAsync(string name, RunSettings settings, CancellationToken cancellation)
    {
        await using var runner = await CampaignRunner.StartAsync(settings, cancellation);
        var status = await RequireAsync(runner.Client, name, settings);
        if (status.State != CampaignState.Running)
        {
            Console.WriteLine($"{name}: has ended already, {status.State}");
            return ExitCodes.Done;
        }

        await runner.Client.CancelAsync(name);
        Console.WriteLine($"{name}: cancelled");
        return ExitCodes.Done;
    }

    private static async Task<CampaignStatus> RequireAsync(ChitaClient client, string name, RunSettings settings)
    {
        var status = await client.GetAsync(name);
        return status.State != CampaignState.Pending
            ? status
            : throw new InvalidInputException($"cluster {settings.Cluster!.ClusterId} knows no campaign {name}; names are the metadata.name of campaign files");
    }
}
