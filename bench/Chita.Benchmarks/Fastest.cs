using System.Diagnostics;

namespace Chita.Benchmarks;

/// <summary>Takes the fastest of many tries: what the machine can do when nothing else disturbs it.</summary>
internal static class Fastest
{
    private const int LeastTries = 3;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(1);

    /// <summary>Seconds of the fastest try, after one that warms up: tries go on for a second, and there are at least three.</summary>
    public static async Task<double> SecondsAsync(Func<Task> work, CancellationToken cancellation)
    {
        await work();
        var best = TimeSpan.MaxValue;
        var all = Stopwatch.StartNew();
        for (var tries = 0; tries < LeastTries || all.Elapsed < Enough; tries++)
        {
            cancellation.ThrowIfCancellationRequested();
            var clock = Stopwatch.StartNew();
            await work();
            best = TimeSpan.FromTicks(Math.Min(best.Ticks, clock.Elapsed.Ticks));
        }

        return best.TotalSeconds;
    }
}
