using System.Diagnostics;

namespace Chita.Planning;

/// <summary>Does a piece of work in turns, and says what one takes: what else goes on in the machine comes and goes.</summary>
public static class Turns
{
    /// <summary>Processor seconds of this process for a turn, however many processors it runs on at once: the least of all.</summary>
    /// <param name="turns">How often to do it.</param>
    /// <param name="work">The work.</param>
    public static async Task<double> LeastProcessorSecondsAsync(int turns, Func<Task> work) =>
        (await TakeAsync(turns, TimeSpan.Zero, () => Environment.CpuUsage.TotalTime, work))[0];

    /// <summary>
    /// Seconds of a turn at the faster quartile. The best of all is no one's usual; the slower half may hold the turns of silos that share the cores,
    /// which the model counts itself.
    /// </summary>
    /// <param name="turns">How often to do it at least.</param>
    /// <param name="patience">How long to go on.</param>
    /// <param name="work">The work.</param>
    public static async Task<double> UsualSecondsAsync(int turns, TimeSpan patience, Func<Task> work)
    {
        var times = await TakeAsync(turns, patience, () => Stopwatch.GetElapsedTime(0), work);
        return times[times.Count / 4];
    }

    /// <summary>Seconds of all turns, the least first.</summary>
    private static async Task<List<double>> TakeAsync(int turns, TimeSpan patience, Func<TimeSpan> clock, Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var times = new List<double>();
        for (var began = Stopwatch.GetTimestamp(); times.Count < turns || Stopwatch.GetElapsedTime(began) < patience;)
        {
            var before = clock();
            await work();
            times.Add((clock() - before).TotalSeconds);
        }

        times.Sort();
        return times;
    }
}
