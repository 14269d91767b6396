using Chita.Campaigns;
using Chita.Client.Connections;
using Chita.Client.Terminal;
using Chita.Grains.Schedules;
using Chita.Scheduling;

namespace Chita.Client.Commands;

/// <summary>The verbs of <c>chita schedule</c>.</summary>
internal static class ScheduleVerbs
{
    public static async Task<int> AddAsync(string file, RunSettings settings, CancellationToken cancellation)
    {
        var (spec, dataRoot) = settings.Cluster is null
            ? (ScheduleFile.Load(file), Path.GetDirectoryName(Path.GetFullPath(file)))
            : (ScheduleFile.LoadForCluster(file), null);
        var status = await AskAsync(settings, fires: true, async client =>
        {
            await client.AddScheduleAsync(spec, Path.GetFileName(file), dataRoot);
            return await client.GetScheduleAsync(spec.Name);
        }, cancellation);
        Console.WriteLine($"{spec.Name}: added; {(status.Next is { } next ? $"fires next at {ScheduleTable.Instant(next)}" : $"suspended, until chita schedule resume {spec.Name}")}");
        return ExitCodes.Done;
    }

    public static async Task<int> ListAsync(OutputStyle style, RunSettings settings, CancellationToken cancellation)
    {
        ScheduleTable.Write(await AskAsync(settings, fires: false, client => client.ListSchedulesAsync(), cancellation), style);
        return ExitCodes.Done;
    }

    public static async Task<int> GetAsync(string name, OutputStyle style, RunSettings settings, CancellationToken cancellation)
    {
        ScheduleFile.CheckName(name);
        ScheduleTable.Write(await AskAsync(settings, fires: false, client => client.GetScheduleAsync(name), cancellation), style);
        return ExitCodes.Done;
    }

    public static Task<int> SuspendAsync(string name, RunSettings settings, CancellationToken cancellation) =>
        DoAsync(name, "suspended", fires: false, client => client.SuspendScheduleAsync(name), settings, cancellation);

    public static Task<int> ResumeAsync(string name, RunSettings settings, CancellationToken cancellation) =>
        DoAsync(name, "fires again", fires: true, client => client.ResumeScheduleAsync(name), settings, cancellation);

    public static Task<int> RemoveAsync(string name, RunSettings settings, CancellationToken cancellation) =>
        DoAsync(name, "removed", fires: false, client => client.RemoveScheduleAsync(name), settings, cancellation);

    public static async Task<int> TriggerAsync(string name, RunSettings settings, CancellationToken cancellation)
    {
        ScheduleFile.CheckName(name);
        var (spec, fire) = await AskAsync(settings, fires: true, async client =>
            ((await client.GetScheduleAsync(name)).Text.Parse(), await client.TriggerScheduleAsync(name, TimeProvider.System.GetUtcNow())), cancellation);
        var campaign = spec.CampaignName(fire.Nominal);
        switch (fire.State)
        {
            case FireState.Refused:
                throw new InvalidInputException($"{campaign}: {fire.Reason}");
            case FireState.Skipped or FireState.Missed:
                var because = fire.State == FireState.Skipped ? $", and concurrency is {spec.Concurrency.Word()}" : "";
                await Console.Error.WriteLineAsync($"chita: {name} did not fire: {fire.Reason}{because}");
                return ExitCodes.Failed;
            case FireState.Waiting:
                Console.WriteLine($"{campaign}: begins when the earlier campaign, now cancelled, has ended");
                return ExitCodes.Done;
            case FireState.Firing:
                Console.WriteLine($"{campaign}: begins as soon as its silo answers; chita schedule get {name} shows when it has");
                return ExitCodes.Done;
            default:
                Console.WriteLine($"{campaign}: started; chita watch {campaign} follows it");
                return ExitCodes.Done;
        }
    }

    private static async Task<int> DoAsync(
        string name, string done, bool fires, Func<ChitaClient, Task> action, RunSettings settings, CancellationToken cancellation)
    {
        ScheduleFile.CheckName(name);
        await AskAsync(settings, fires, async client =>
        {
            await action(client);
            return done;
        }, cancellation);
        Console.WriteLine($"{name}: {done}");
        return ExitCodes.Done;
    }

    /// <summary>Asks, and where campaigns are kept in a folder sees to it that what fires from now on finds a silo.</summary>
    private static async Task<T> AskAsync<T>(RunSettings settings, bool fires, Func<ChitaClient, Task<T>> ask, CancellationToken cancellation)
    {
        T answer;
        await using (var runner = await CampaignRunner.StartAsync(settings, drives: false, cancellation))
            answer = await ask(runner.Client);
        if (fires && settings.Store is { } store)
            await BackgroundSilo.EnsureAsync(store, settings.Threads, cancellation);
        return answer;
    }
}
