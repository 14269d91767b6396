using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Chita.Numerics;

/// <summary>
/// The bounded pool of threads that all kernels of a process run on. Hosts and schedulers stay responsive while it is busy:
/// its threads are its own and run below normal priority (architecture, contract 5).
/// </summary>
/// <remarks>Work comes in numbered parts that are cut the same way for any number of threads, so results do not depend on it.</remarks>
public sealed class SolverThreads : IDisposable
{
    private readonly BlockingCollection<Work> _queue = new();
    private readonly Thread[] _threads;

    /// <summary>Starts the threads.</summary>
    /// <param name="count">How many; 0 means one per core.</param>
    public SolverThreads(int count = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Gram = new GramKernel(this);
        _threads = new Thread[count == 0 ? Environment.ProcessorCount : count];
        for (var i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Serve) { Name = $"chita-solver-{i}", IsBackground = true, Priority = ThreadPriority.BelowNormal };
            _threads[i].Start();
        }
    }

    /// <summary>Changes of G, for all blocks of the process: its memory does not grow with them.</summary>
    internal GramKernel Gram { get; }

    /// <summary>Number of threads.</summary>
    public int Count => _threads.Length;

    /// <summary>
    /// Runs <paramref name="body"/> once for each part number 0 … parts − 1, on as many threads as there are. Parts begin in the order
    /// of their numbers, which <see cref="Progress"/> builds on.
    /// </summary>
    /// <returns>Completes, off the pool, when all parts have ended; fails with the exception of the lowest failing part.</returns>
    public Task RunAsync(int parts, Action<int> body)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parts);
        if (parts == 0)
            return Task.CompletedTask;

        var work = new Work(parts, body);
        for (var i = Math.Min(parts, _threads.Length); i > 0; i--)
            _queue.Add(work);
        return work.Completion;
    }

    /// <summary>Runs one function on one thread of the pool.</summary>
    public async Task<T> RunAsync<T>(Func<T> function)
    {
        T result = default!;
        await RunAsync(1, _ => result = function());
        return result;
    }

    /// <summary>Ends the threads once the queued work is done.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        foreach (var thread in _threads)
            thread.Join();
        _queue.Dispose();
        Gram.Dispose();
    }

    private void Serve()
    {
        while (HelpNext())
        {
        }
    }

    /// <summary>A call for each work: a thread that waits for the next keeps nothing of the last in memory.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HelpNext()
    {
        if (!_queue.TryTake(out var work, Timeout.Infinite))
            return false;
        work.Help();
        return true;
    }

    private sealed class Work(int parts, Action<int> body)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _failing = new();
        private int _next = -1;             // any pool thread, interlocked
        private int _ended;                 // any pool thread, interlocked
        private int _failedPart = int.MaxValue; // under _failing
        private Exception? _failure;        // under _failing

        public Task Completion => _done.Task;

        public void Help()
        {
            int part;
            while ((part = Interlocked.Increment(ref _next)) < parts)
            {
                try
                {
                    body(part);
                }
                catch (Exception failure)
                {
                    Keep(part, failure);
                }

                if (Interlocked.Increment(ref _ended) == parts)
                    Finish();
            }
        }

        private void Keep(int part, Exception failure)
        {
            lock (_failing)
            {
                if (part >= _failedPart)
                    return;
                _failedPart = part;
                _failure = failure;
            }
        }

        private void Finish()
        {
            if (_failure is null)
                _done.SetResult();
            else
                _done.SetException(_failure);
        }
    }
}
