using System.Diagnostics.Metrics;

namespace Chita.Numerics;

/// <summary>What the process holds in <see cref="NativeBuffer{T}"/>s.</summary>
public static class NativeBytes
{
    private static readonly Meter Meter = new("Chita.Core");
    private static readonly UpDownCounter<long> Counter = Meter.CreateUpDownCounter<long>("chita.native.bytes", "By", "Native memory held by blocks");
    private static long _inUse; // any thread, interlocked

    /// <summary>Bytes allocated and not yet freed.</summary>
    public static long InUse => Interlocked.Read(ref _inUse);

    internal static void Count(long bytes)
    {
        Interlocked.Add(ref _inUse, bytes);
        Counter.Add(bytes);
    }
}
