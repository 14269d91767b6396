using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Chita.Numerics;

/// <summary>
/// Products with the columns of A: float32 in memory, float64 in every sum. The virtual width is 16 lanes of float64 whatever
/// the processor's vectors are, and fused multiply-add is exact by definition, so the bits are the same on every machine.
/// </summary>
/// <remarks>A column is one weight's n gradients, padded with zeros to a multiple of <see cref="Width"/>; so are the vectors it meets.</remarks>
internal static unsafe class Kernels
{
    /// <summary>Columns and n-vectors are padded to a multiple of this many elements.</summary>
    public const int Width = 8;

    /// <summary>The padded length of a column of <paramref name="rows"/> elements.</summary>
    public static int Padded(int rows) => (rows + Width - 1) / Width * Width;

    /// <summary>aᵀx over <paramref name="length"/> elements, a multiple of <see cref="Width"/>.</summary>
    public static double Dot(float* a, double* x, int length)
    {
        // Lanes: s0 … s3 hold elements i mod 16; an odd last group of 8 goes to s0 and s1. Scalar equivalent: KernelTests.
        Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
        var i = 0;
        for (; i <= length - 16; i += 16)
        {
            s0 = Vector256.FusedMultiplyAdd(Widen(a + i), Vector256.Load(x + i), s0);
            s1 = Vector256.FusedMultiplyAdd(Widen(a + i + 4), Vector256.Load(x + i + 4), s1);
            s2 = Vector256.FusedMultiplyAdd(Widen(a + i + 8), Vector256.Load(x + i + 8), s2);
            s3 = Vector256.FusedMultiplyAdd(Widen(a + i + 12), Vector256.Load(x + i + 12), s3);
        }

        if (i < length)
        {
            s0 = Vector256.FusedMultiplyAdd(Widen(a + i), Vector256.Load(x + i), s0);
            s1 = Vector256.FusedMultiplyAdd(Widen(a + i + 4), Vector256.Load(x + i + 4), s1);
        }

        var sum = s0 + s1 + (s2 + s3);
        return sum[0] + sum[1] + (sum[2] + sum[3]);
    }

    /// <summary>y ← y + factor·a over <paramref name="length"/> elements, a multiple of <see cref="Width"/>.</summary>
    public static void Add(float* a, double factor, double* y, int length)
    {
        var f = Vector256.Create(factor);
        for (var i = 0; i < length; i += 4)
            Vector256.FusedMultiplyAdd(f, Widen(a + i), Vector256.Load(y + i)).Store(y + i);
    }

    /// <summary>‖a‖² over <paramref name="length"/> elements.</summary>
    public static double SquaredNorm(float* a, int length)
    {
        var sum = 0.0;
        for (var i = 0; i < length; i++)
            sum += (double)a[i] * a[i];
        return sum;
    }

    /// <summary>Four float32 as float64: exact, so the route taken does not show in the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Widen(float* a) => Avx.IsSupported
        ? Avx.ConvertToVector256Double(Vector128.Load(a))
        : Vector256.Create(a[0], a[1], a[2], (double)a[3]);
}
