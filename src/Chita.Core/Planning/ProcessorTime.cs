namespace Chita.Planning;

/// <summary>What work costs the processors, however many it runs on at once.</summary>
public static class ProcessorTime
{
    /// <summary>Processor seconds of this process for the work, the least of several turns: what else goes on comes and goes.</summary>
    /// <param name="turns">How often to do it.</param>
    /// <param name="work">The work.</param>
    public static async Task<double> LeastAsync(int turns, Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var least = TimeSpan.MaxValue;
        for (var turn = 0; turn < turns; turn++)
        {
            var before = Environment.CpuUsage.TotalTime;
            await work();
            var taken = Environment.CpuUsage.TotalTime - before;
            least = taken < least ? taken : least;
        }

        return least.TotalSeconds;
    }
}
