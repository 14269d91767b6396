namespace Chita.Numerics;

/// <summary>What kernels have read of A, for benchmarks: a pass is the bytes of A.</summary>
internal static class GradientTraffic
{
    private static long _bytesRead; // any thread, interlocked

    /// <summary>Bytes of A read since the process began.</summary>
    public static long BytesRead => Interlocked.Read(ref _bytesRead);

    public static void Count(long bytes) => Interlocked.Add(ref _bytesRead, bytes);
}
