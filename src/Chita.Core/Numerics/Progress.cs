namespace Chita.Numerics;

/// <summary>
/// How far the parts of one piece of work have come, so that a part can wait for the few others it builds on instead of all threads
/// for a barrier. Counters only rise.
/// </summary>
/// <remarks>
/// A part may wait only for parts of lower numbers. <see cref="SolverThreads"/> begins parts in the order of their numbers, so
/// whatever is waited for has ended or is running on another thread: there is no deadlock for any number of threads, and waits are short.
/// </remarks>
/// <param name="counters">Number of counters; all start at zero.</param>
internal sealed class Progress(int counters)
{
    private readonly int[] _counts = new int[counters]; // any solver thread, interlocked
    private volatile bool _failed;                      // set by a failing part, read by the waiting ones

    /// <summary>Runs the parts; one that fails lets go those that wait for it.</summary>
    public Task RunAsync(SolverThreads threads, int parts, Action<int> body) => threads.RunAsync(parts, part =>
    {
        try
        {
            body(part);
        }
        catch
        {
            _failed = true;
            throw;
        }
    });

    /// <summary>Raises a counter by one. What was written before is seen by those that wait for it.</summary>
    public void Advance(int counter) => Interlocked.Increment(ref _counts[counter]);

    /// <summary>Returns once the counter has reached <paramref name="count"/>.</summary>
    public void WaitFor(int counter, int count)
    {
        var spin = default(SpinWait);
        while (Volatile.Read(ref _counts[counter]) < count && !_failed)
            spin.SpinOnce(sleep1Threshold: -1);
    }
}
