using System.Runtime.Intrinsics;
using Chita.Numerics;

namespace Chita.Benchmarks.Machine;

/// <summary>How fast all solver threads together read memory: plain loads and additions, nothing else to do.</summary>
internal sealed class ReadBandwidth(SolverThreads threads) : IDisposable
{
    private const long Bytes = 1L << 30; // far beyond any cache
    private const int Part = 1 << 20;    // floats: 4 MiB, so that no thread waits long for the last one

    private readonly NativeBuffer<float> _buffer = new(Bytes / sizeof(float));
    private readonly float[] _sums = new float[Bytes / sizeof(float) / Part]; // kept: what nobody can read need not be computed

    /// <summary>Bytes per second, of a pass that took so long.</summary>
    public static double Rate(double seconds) => Bytes / seconds;

    /// <summary>Reads the whole buffer once.</summary>
    public Task PassAsync() => threads.RunAsync(_sums.Length, part => _sums[part] = Read(_buffer, part));

    public void Dispose() => _buffer.Dispose();

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
