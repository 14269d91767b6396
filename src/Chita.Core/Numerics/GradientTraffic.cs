namespace Chita.Numerics;

/// <summary>How much of A the kernels of the process have read: what benchmarks divide by the size of A to count passes.</summary>
internal static class GradientTraffic
{
    private static long _bytesRead; // any thread, interlocked

    /// <summary>Bytes of A read since the process began.</summary>
    public static long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <summary>Counts what a kernel has read: once per chunk or panel, never per column.</summary>
    public static void Count(long bytes) => Interlocked.Add(ref _bytesRead, bytes);
}
