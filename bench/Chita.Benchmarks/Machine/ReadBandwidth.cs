using System.Runtime.Intrinsics;
using Chita.Numerics;

namespace Chita.Benchmarks.Machine;

/// <summary>How fast all solver threads together read memory: plain loads and additions, nothing else to do.</summary>
internal static class ReadBandwidth
{
    private const long Bytes = 1L << 30; // far beyond any cache
    private const int Part = 1 << 20;    // floats: 4 MiB, so that no thread waits long for the last one

    /// <summary>Bytes per second, the best of several passes.</summary>
    public static async Task<double> MeasureAsync(SolverThreads threads, CancellationToken cancellation)
    {
        using var buffer = new NativeBuffer<float>(Bytes / sizeof(float));
        var sums = new float[Bytes / sizeof(float) / Part];
        var seconds = await Fastest.SecondsAsync(() => threads.RunAsync(sums.Length, part => sums[part] = Read(buffer, part)), cancellation);
        GC.KeepAlive(sums); // what nobody reads need not be computed
        return Bytes / seconds;
    }

    private static unsafe float Read(NativeBuffer<float> buffer, int part)
    {
        var from = buffer.Start + (long)part * Part;
        return Vector512.IsHardwareAccelerated ? Sum512(from) : Sum256(from);
    }

    private static unsafe float Sum512(float* from)
    {
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
        for (var end = from + Part; from < end; from += 64)
        {
            s0 += Vector512.Load(from);
            s1 += Vector512.Load(from + 16);
            s2 += Vector512.Load(from + 32);
            s3 += Vector512.Load(from + 48);
        }

        return Vector512.Sum(s0 + s1 + (s2 + s3));
    }

    private static unsafe float Sum256(float* from)
    {
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
        for (var end = from + Part; from < end; from += 32)
        {
            s0 += Vector256.Load(from);
            s1 += Vector256.Load(from + 8);
            s2 += Vector256.Load(from + 16);
            s3 += Vector256.Load(from + 24);
        }

        return Vector256.Sum(s0 + s1 + (s2 + s3));
    }
}
