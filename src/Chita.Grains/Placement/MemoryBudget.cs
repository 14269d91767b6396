namespace Chita.Grains.Placement;

/// <summary>What this silo's blocks, gradients and solves may take together, and what of it is taken (architecture, contract 7).</summary>
internal sealed class MemoryBudget
{
    private long _reserved; // any thread, interlocked

    public MemoryBudget(SiloResources resources)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(resources.Memory);
        Limit = resources.Memory;
    }

    /// <summary>Bytes in all; <see cref="long.MaxValue"/> when there is no limit.</summary>
    public long Limit { get; }

    /// <summary>Bytes taken.</summary>
    public long Reserved => Interlocked.Read(ref _reserved);

    /// <summary>Takes room until the reservation is disposed; disposing it again does nothing.</summary>
    /// <exception cref="OutOfBudgetException">There is not so much room.</exception>
    public IDisposable Reserve(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        for (var reserved = Reserved; ;)
        {
            if (bytes > Limit - reserved)
                throw new OutOfBudgetException(bytes, Limit - reserved, Limit);
            var seen = Interlocked.CompareExchange(ref _reserved, reserved + bytes, reserved);
            if (seen == reserved)
                return new Reservation(this, bytes);
            reserved = seen;
        }
    }

    private sealed class Reservation(MemoryBudget budget, long bytes) : IDisposable
    {
        private long _held = bytes; // any thread, interlocked

        public void Dispose() => Interlocked.Add(ref budget._reserved, -Interlocked.Exchange(ref _held, 0));
    }
}
