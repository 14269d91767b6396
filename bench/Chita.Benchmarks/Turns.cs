using System.Diagnostics;

namespace Chita.Benchmarks;

/// <summary>
/// Times of several works that took turns, so that what is compared was measured at the same time: another program's load, or a
/// machine that runs slower for a second, then falls on all of them.
/// </summary>
internal sealed class Turns
{
    private const int LeastRounds = 5;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(1); // for each work

    private readonly List<double[]> _rounds = [];

    private Turns()
    {
    }

    /// <summary>Lets each work run in turn, once to warm up and then for a while.</summary>
    public static async Task<Turns> TakeAsync(CancellationToken cancellation, params IReadOnlyList<Func<Task>> works)
    {
        foreach (var work in works)
            await work();
        var turns = new Turns();
        var all = Stopwatch.StartNew();
        while (turns._rounds.Count < LeastRounds || all.Elapsed < Enough * works.Count)
        {
            var seconds = new double[works.Count];
            for (var i = 0; i < seconds.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var clock = Stopwatch.StartNew();
                await works[i]();
                seconds[i] = clock.Elapsed.TotalSeconds;
            }

            turns._rounds.Add(seconds);
        }

        return turns;
    }

    /// <summary>Seconds of a work's fastest turn: what the machine can do when nothing else disturbs it.</summary>
    public double Fastest(int work) => _rounds.Min(seconds => seconds[work]);

    /// <summary>How often as long a work takes as another one: the median over the rounds.</summary>
    public double Ratio(int work, int other)
    {
        var ratios = _rounds.Select(seconds => seconds[work] / seconds[other]).Order().ToArray();
        return ratios[ratios.Length / 2];
    }
}
