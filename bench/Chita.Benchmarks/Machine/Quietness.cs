using System.Diagnostics;

namespace Chita.Benchmarks.Machine;

/// <summary>How much of the processor this process got while all its threads had work: below 1, other programs were running.</summary>
internal sealed class Quietness
{
    /// <summary>The share under which times say more about the others than about us.</summary>
    public const double Enough = 0.9;

    private readonly TimeSpan _processor = Environment.CpuUsage.TotalTime;
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>The share since this object was made.</summary>
    /// <param name="threads">Threads that have been busy, no more of them than there are cores.</param>
    public double Share(int threads) =>
        (Environment.CpuUsage.TotalTime - _processor) / (_clock.Elapsed * Math.Min(threads, Environment.ProcessorCount));
}
