using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Chita.Numerics;

/// <summary>
/// The innermost product of the dense kernels: a 4 × 12 tile of sums held in registers takes in a run of rank-one terms. Operands are
/// strips, four rows of a matrix with column c at 4c, so that every load is of consecutive float64.
/// </summary>
internal static unsafe class MicroKernel
{
    /// <summary>Rows of a strip: the lanes of a vector.</summary>
    public const int Lanes = 4;

    /// <summary>Strips on the vector side of a tile.</summary>
    public const int Triple = 3;

    /// <summary>
    /// tile_m[s, ·] ← tile_m[s, ·] + sign · Σ_c scalars[c, s] · strip_m[c, ·] for s = 0 … 3 and m = 0 … 2, terms in the order of c.
    /// </summary>
    /// <param name="scalars">The strip whose elements are broadcast.</param>
    /// <param name="strip0">The first of the three strips that are read as vectors.</param>
    /// <param name="strip1">The second.</param>
    /// <param name="strip2">The third.</param>
    /// <param name="count">Number of terms.</param>
    /// <param name="tile0">Where the 4 × 4 sums of the first strip lie: row s at s · <paramref name="stride"/>.</param>
    /// <param name="tile1">The same for the second strip.</param>
    /// <param name="tile2">The same for the third strip.</param>
    /// <param name="stride">Elements from one row of sums to the next.</param>
    /// <param name="sign">1 or −1. Applied to the sums before and after and not to the terms: exact, and outside the loop.</param>
    /// <remarks>
    /// 12 sums, 3 vectors and 1 broadcast are the 16 registers of AVX2; 12 independent sums hide the latency of two multiply-add units,
    /// which 7 loads for 12 multiply-adds keep fed.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(
        double* scalars, double* strip0, double* strip1, double* strip2, int count,
        double* tile0, double* tile1, double* tile2, nint stride, double sign)
    {
        var signs = Vector256.Create(sign);
        Vector256<double> a0 = signs * Vector256.Load(tile0), a1 = signs * Vector256.Load(tile0 + stride);
        Vector256<double> a2 = signs * Vector256.Load(tile0 + 2 * stride), a3 = signs * Vector256.Load(tile0 + 3 * stride);
        Vector256<double> b0 = signs * Vector256.Load(tile1), b1 = signs * Vector256.Load(tile1 + stride);
        Vector256<double> b2 = signs * Vector256.Load(tile1 + 2 * stride), b3 = signs * Vector256.Load(tile1 + 3 * stride);
        Vector256<double> c0 = signs * Vector256.Load(tile2), c1 = signs * Vector256.Load(tile2 + stride);
        Vector256<double> c2 = signs * Vector256.Load(tile2 + 2 * stride), c3 = signs * Vector256.Load(tile2 + 3 * stride);

        for (nint i = 0, end = (nint)count * Lanes; i < end; i += Lanes)
        {
            Vector256<double> x = Vector256.Load(strip0 + i), y = Vector256.Load(strip1 + i), z = Vector256.Load(strip2 + i);
            var s = Vector256.Create(scalars[i]);
            a0 = Vector256.FusedMultiplyAdd(s, x, a0);
            b0 = Vector256.FusedMultiplyAdd(s, y, b0);
            c0 = Vector256.FusedMultiplyAdd(s, z, c0);
            s = Vector256.Create(scalars[i + 1]);
            a1 = Vector256.FusedMultiplyAdd(s, x, a1);
            b1 = Vector256.FusedMultiplyAdd(s, y, b1);
            c1 = Vector256.FusedMultiplyAdd(s, z, c1);
            s = Vector256.Create(scalars[i + 2]);
            a2 = Vector256.FusedMultiplyAdd(s, x, a2);
            b2 = Vector256.FusedMultiplyAdd(s, y, b2);
            c2 = Vector256.FusedMultiplyAdd(s, z, c2);
            s = Vector256.Create(scalars[i + 3]);
            a3 = Vector256.FusedMultiplyAdd(s, x, a3);
            b3 = Vector256.FusedMultiplyAdd(s, y, b3);
            c3 = Vector256.FusedMultiplyAdd(s, z, c3);
        }

        // Made anew: kept over the loop it would be a 17th register, and what is spilled then halves the speed.
        signs = Vector256.Create(sign);

        // Adding zero makes a −0 that the sign brought a +0 again: an untouched zero keeps its bits.
        Vector256.FusedMultiplyAdd(signs, a0, Vector256<double>.Zero).Store(tile0);
        Vector256.FusedMultiplyAdd(signs, a1, Vector256<double>.Zero).Store(tile0 + stride);
        Vector256.FusedMultiplyAdd(signs, a2, Vector256<double>.Zero).Store(tile0 + 2 * stride);
        Vector256.FusedMultiplyAdd(signs, a3, Vector256<double>.Zero).Store(tile0 + 3 * stride);
        Vector256.FusedMultiplyAdd(signs, b0, Vector256<double>.Zero).Store(tile1);
        Vector256.FusedMultiplyAdd(signs, b1, Vector256<double>.Zero).Store(tile1 + stride);
        Vector256.FusedMultiplyAdd(signs, b2, Vector256<double>.Zero).Store(tile1 + 2 * stride);
        Vector256.FusedMultiplyAdd(signs, b3, Vector256<double>.Zero).Store(tile1 + 3 * stride);
        Vector256.FusedMultiplyAdd(signs, c0, Vector256<double>.Zero).Store(tile2);
        Vector256.FusedMultiplyAdd(signs, c1, Vector256<double>.Zero).Store(tile2 + stride);
        Vector256.FusedMultiplyAdd(signs, c2, Vector256<double>.Zero).Store(tile2 + 2 * stride);
        Vector256.FusedMultiplyAdd(signs, c3, Vector256<double>.Zero).Store(tile2 + 3 * stride);
    }
}
