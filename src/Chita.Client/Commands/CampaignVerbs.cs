using Chita.Client.Terminal;
using Chita.Grains.Campaigns;

namespace Chita.Client.Commands;

/// <summary>
/// Verbs for campaigns that were submitted already: <c>watch</c>, <c>get</c>, <c>list</c>, <c>pause</c>, <c>resume</c>, <c>cancel</c>.
/// </summary>
internal static class CampaignVerbs
{
    public static async Task<int> WatchAsync(string name, OutputStyle style, RunSettings settings, CancellationToken cancellation)
    {
        await using var runner = await CampaignRunner.StartAsync(settings, drives: true, cancellation);
        var output = Found(await runner.Client.GetAsync(name), name).Output;
        try
        {
            var report = await runner.FollowAsync(name, ProgressView.For(style), cancellation);
            return await ReportedResult.TellAsync(report, style, Folder(output, settings));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"chita: {name} goes on{(settings.Store is null ? "" : " in the background")}; chita cancel {name} ends it.");
            return ExitCodes.Interrupted;
        }
    }

    public static async Task<int> GetAsync(string name, OutputStyle style, RunSettings settings, CancellationToken cancellation)
    {
        await using var runner = await CampaignRunner.StartAsync(settings, drives: false, cancellation);
        var status = Found(await runner.Client.GetAsync(name), name);
        CampaignOutput.Write(status, style);
        await TellIdleAsync(runner, status.State);
        return ExitCodes.Done;
    }

    public static async Task<int> ListAsync(CampaignFilter filter, string after, int most, OutputStyle style, RunSettings settings, CancellationToken cancellation)
    {
        await using var runner = await CampaignRunner.StartAsync(settings, drives: false, cancellation);
        var page = await runner.Client.ListAsync(filter, after, most);
        CampaignOutput.Write(page, most, style);
        await TellIdleAsync(runner, [.. page.Select(entry => entry.State)]);
        return ExitCodes.Done;
    }

    public static async Task<int> PauseAsync(string name, RunSettings settings, CancellationToken cancellation)
    {
        await using var runner = await CampaignRunner.StartAsync(settings, drives: false, cancellation);
        var state = Obeyed(await runner.Client.PauseAsync(name), name);
        if (runner.IsServing)
            state = Obeyed(await runner.SettleAsync(name), name);
        Console.WriteLine(state is CampaignState.Pausing or CampaignState.Paused ? $"{name}: {state}" : $"{name}: {state}; it is about to end");
        return ExitCodes.Done;
    }

    public static async Task<int> ResumeAsync(string name, OutputStyle style, RunSettings settings, CancellationToken cancellation)
    {
        await using var runner = await CampaignRunner.StartAsync(settings, drives: settings.Store is not null, cancellation);
        var status = Found(await runner.Client.ResumeAsync(name), name);
        var state = Obeyed(status, name);
        if (settings.Store is null)
        {
            Console.WriteLine($"{name}: {state}");
            return ExitCodes.Done;
        }

        var report = await runner.FinishAsync(name, ProgressView.For(style), cancellation);
        return await ReportedResult.TellAsync(report, style, Folder(status.Output, settings));
    }

    public static async Task<int> CancelAsync(string name, RunSettings settings, CancellationToken cancellation)
    {
        await using var runner = await CampaignRunner.StartAsync(settings, drives: false, cancellation);
        var ended = Found(await runner.Client.GetAsync(name), name).State is var state && state.IsFinal();
        var told = ended ? null : Found(await runner.Client.CancelAsync(name), name);
        if (told is not null && runner.IsServing)
            told = await runner.SettleAsync(name);
        Console.WriteLine(told is null ? $"{name}: has ended already, {state}"
            : told.Wish == CampaignWish.Cancel ? $"{name}: cancelled"
            : $"{name}: {told.State}; too late to cancel it");
        return ExitCodes.Done;
    }

    /// <summary>The state after a command; that it cannot be obeyed any more is an error.</summary>
    private static CampaignState Obeyed(CampaignStatus? status, string name)
    {
        var state = Found(status, name).State;
        return state.IsFinal() ? throw new InvalidInputException($"{name} has ended already: {state}") : state;
    }

    /// <summary>A folder of campaigns that nobody serves looks as if they ran.</summary>
    private static async Task TellIdleAsync(CampaignRunner runner, params CampaignState[] states)
    {
        if (runner.IsServing && states.Any(state => state != CampaignState.Paused && !state.IsFinal()))
            await Console.Error.WriteLineAsync("chita: no process is at work here; chita serve goes on with all that is left to do.");
    }

    private static string Folder(string output, RunSettings settings) => settings.Cluster is null ? output : $"{output}, from the data root of the silos";

    private static CampaignStatus Found(CampaignStatus? status, string name) =>
        status ?? throw ChitaClient.UnknownCampaign(name);
}
