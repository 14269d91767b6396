using System.Diagnostics;
using System.Globalization;

namespace Chita.Client.Connections;

/// <summary>Starts <c>chita serve --until-idle</c> as a process that outlives this one.</summary>
internal static class BackgroundSilo
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Starts it. When another process serves the folder by then, it ends at once.</summary>
    public static async Task StartAsync(CampaignStore store, int threads)
    {
        string[] program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [Environment.ProcessPath!, typeof(BackgroundSilo).Assembly.Location]
            : [Environment.ProcessPath!];
        string[] verb = ["serve", "--until-idle", "--store", store.Folder, "--threads", threads.ToString(CultureInfo.InvariantCulture)];

        // A session of its own, so that neither Ctrl-C nor the end of the terminal reaches it; and nothing of this process's input and output.
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "setsid -- \"$@\" < /dev/null > \"$0\" 2>&1 &", store.Log, .. program, .. verb]))!;
        await shell.WaitForExitAsync();
    }

    /// <summary>Sees to it that a process serves the folder.</summary>
    /// <exception cref="ClusterUnreachableException">None does in time.</exception>
    public static async Task<ServingProcess> EnsureAsync(CampaignStore store, int threads, CancellationToken cancellation)
    {
        if (store.TryServe() is { } nobody)
        {
            nobody.Dispose();
            await StartAsync(store, threads);
        }

        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (store.Find() is { } server)
                return server;
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new ClusterUnreachableException($"no silo came up in the background in {Patience.TotalSeconds:0} s; {store.Log} says why, and chita serve starts one here");
            await Task.Delay(Pause, cancellation);
        }
    }
}
