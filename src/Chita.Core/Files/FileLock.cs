namespace Chita.Files;

/// <summary>A lock between threads, processes and, where the file system locks for them, machines. The system ends it with its process.</summary>
internal static class FileLock
{
    private const int InUse = 11; // EAGAIN: what .NET passes on from flock

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Waits for the lock, up to 10 s; disposing the result gives it back.</summary>
    /// <exception cref="IOException">Others have it all the time.</exception>
    public static Task<IDisposable> TakeAsync(string path, TimeProvider time, CancellationToken cancellation) =>
        UntilAsync(() => TryTake(path), path, time, cancellation);

    /// <summary>Waits for the lock as one of several who may have it together, up to 10 s; disposing the result gives it back.</summary>
    /// <exception cref="IOException">Another one has it for himself all the time.</exception>
    public static Task<IDisposable> ShareAsync(string path, TimeProvider time, CancellationToken cancellation) =>
        UntilAsync(() => TryShare(path), path, time, cancellation);

    /// <summary>The lock, or null when another one has it.</summary>
    public static IDisposable? TryTake(string path) => TryOpen(path, FileAccess.ReadWrite, FileShare.None);

    /// <summary>The lock as one of several, or null when another one has it for himself.</summary>
    public static IDisposable? TryShare(string path) => TryOpen(path, FileAccess.Read, FileShare.Read);

    private static async Task<IDisposable> UntilAsync(Func<IDisposable?> tryTake, string path, TimeProvider time, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            if (tryTake() is { } taken)
                return taken;
            if (time.GetElapsedTime(started) > Patience)
                throw new IOException($"{path} has been locked for {Patience.TotalSeconds} s; expected milliseconds: is a silo frozen that writes there?");
            await Task.Delay(Pause, time, cancellation);
        }
    }

    private static FileStream? TryOpen(string path, FileAccess access, FileShare share)
    {
        try
        {
            // The file stays: a lock on one that is deleted and made again would be two.
            return new FileStream(path, FileMode.OpenOrCreate, access, share, bufferSize: 0);
        }
        catch (IOException failure) when (failure.HResult == InUse)
        {
            return null;
        }
    }
}
