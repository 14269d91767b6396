using Chita.Client.Connections;

namespace Chita.Client.Commands;

/// <summary><c>chita serve</c>: the silo of a folder of campaigns, on its own.</summary>
internal static class ServeVerb
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <param name="untilIdle">Whether to end when there is nothing to do.</param>
    /// <param name="settings">Where campaigns are.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<int> RunAsync(bool untilIdle, RunSettings settings, CancellationToken cancellation)
    {
        var store = settings.Store!;
        await using var folder = await FolderConnection.OpenAsync(store, CampaignRunner.SiloOf(settings), cancellation);
        if (folder.Server is { } server)
        {
            // In the background somebody else does the work then.
            return untilIdle ? ExitCodes.Done : throw new InvalidInputException($"{store.Folder}: process {server.Process} serves it already");
        }

        await new ChitaClient(folder.Grains).WakeAllAsync();
        Console.WriteLine($"chita: serving {store.Folder}; Ctrl-C stops, and the next chita serve goes on");
        while (!cancellation.IsCancellationRequested && store.IsThere && !(untilIdle && await folder.TryFinishAsync()))
            await Task.Delay(Interval, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCodes.Done;
    }
}
