using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Chita.Numerics;

namespace Chita.Benchmarks.Machine;

/// <summary>How many float64 operations all solver threads together can do: fused multiply-adds in registers, in vectors of 256 bits as the kernels use.</summary>
internal sealed class MultiplyAddPeak(SolverThreads threads)
{
    private const int Accumulators = 12; // two units with a latency of four or five cycles keep ten busy
    private const int Rounds = 5_000_000;

    private readonly double[] _sums = new double[threads.Count]; // kept: what nobody can read need not be computed

    /// <summary>Operations per second, of a run that took so long. A multiply-add is two.</summary>
    public double Rate(double seconds) => 2.0 * Accumulators * Vector256<double>.Count * Rounds * _sums.Length / seconds;

    /// <summary>One run.</summary>
    public Task RunAsync() => threads.RunAsync(_sums.Length, part => _sums[part] = Run(part + 1));

    // Tiered compilation would leave the loop in its slow form for the first try.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Run(double start)
    {
        var factor = Vector256.Create(0.5);
        var term = Vector256.Create(start);
        Vector256<double> a = term, b = term, c = term, d = term, e = term, f = term, g = term, h = term, i = term, j = term, k = term, l = term;
        for (var round = 0; round < Rounds; round++)
        {
            a = Vector256.FusedMultiplyAdd(a, factor, term);
            b = Vector256.FusedMultiplyAdd(b, factor, term);
            c = Vector256.FusedMultiplyAdd(c, factor, term);
            d = Vector256.FusedMultiplyAdd(d, factor, term);
            e = Vector256.FusedMultiplyAdd(e, factor, term);
            f = Vector256.FusedMultiplyAdd(f, factor, term);
            g = Vector256.FusedMultiplyAdd(g, factor, term);
            h = Vector256.FusedMultiplyAdd(h, factor, term);
            i = Vector256.FusedMultiplyAdd(i, factor, term);
            j = Vector256.FusedMultiplyAdd(j, factor, term);
            k = Vector256.FusedMultiplyAdd(k, factor, term);
            l = Vector256.FusedMultiplyAdd(l, factor, term);
        }

        return Vector256.Sum(a + b + c + d + (e + f + g + h) + (i + j + k + l));
    }
}
