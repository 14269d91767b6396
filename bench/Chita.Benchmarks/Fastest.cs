using System.Diagnostics;

namespace Chita.Benchmarks;

/// <summary>Takes the fastest of many tries: what the machine can do when nothing else disturbs it.</summary>
internal static class Fastest
{
    private const int LeastTries = 3;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(1); // for each work

    /// <summary>
    /// Seconds of the fastest try of each work, after one that warms up. Works take turns, so that what is compared is measured at the
    /// same time: another program's load then falls on all of them.
    /// </summary>
    public static async Task<double[]> SecondsAsync(CancellationToken cancellation, params IReadOnlyList<Func<Task>> works)
    {
        foreach (var work in works)
            await work();
        var best = new double[works.Count];
        Array.Fill(best, double.PositiveInfinity);
        var all = Stopwatch.StartNew();
        for (var tries = 0; tries < LeastTries || all.Elapsed < Enough * works.Count; tries++)
        {
            for (var i = 0; i < best.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var clock = Stopwatch.StartNew();
                await works[i]();
                best[i] = Math.Min(best[i], clock.Elapsed.TotalSeconds);
            }
        }

        return best;
    }
}
