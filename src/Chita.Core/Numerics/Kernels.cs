using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Chita.Numerics;

/// <summary>
/// Products with the columns of A: two or four bytes in memory, float64 in every sum. The virtual width is 16 lanes of float64 whatever
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
    public static double Dot<T>(T* a, double* x, int length) where T : unmanaged, IGradientElement<T>
    {
        // Lanes: s0 … s3 hold elements i mod 16; an odd last group of 8 goes to s0 and s1. Scalar equivalent: KernelTests.
        Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
        var i = 0;
        for (; i <= length - 16; i += 16)
        {
            s0 = Vector256.FusedMultiplyAdd(T.Widen(a + i), Vector256.Load(x + i), s0);
            s1 = Vector256.FusedMultiplyAdd(T.Widen(a + i + 4), Vector256.Load(x + i + 4), s1);
            s2 = Vector256.FusedMultiplyAdd(T.Widen(a + i + 8), Vector256.Load(x + i + 8), s2);
            s3 = Vector256.FusedMultiplyAdd(T.Widen(a + i + 12), Vector256.Load(x + i + 12), s3);
        }

        if (i < length)
        {
            s0 = Vector256.FusedMultiplyAdd(T.Widen(a + i), Vector256.Load(x + i), s0);
            s1 = Vector256.FusedMultiplyAdd(T.Widen(a + i + 4), Vector256.Load(x + i + 4), s1);
        }

        return Sum(s0 + s1 + (s2 + s3));
    }

    /// <summary>Columns that <see cref="StreamingDots"/> takes.</summary>
    public const int StreamedColumns = 4;

    /// <summary>
    /// The bits of <see cref="Dot"/> for four columns that lie one after the other, from x that was multiplied by the storage's
    /// <see cref="IGradientElement{T}.Scale"/>. They are read in turn: memory is slower for several at a time.
    /// </summary>
    public static Vector256<double> StreamingDots<T>(T* a, double* x, int length) where T : unmanaged, IGradientElement<T>
    {
        var s = Streaming(a, x, length);
        var t = Streaming(a + length, x, length);
        var u = Streaming(a + 2 * length, x, length);
        var v = Streaming(a + 3 * length, x, length);
        if (!Avx.IsSupported)
            return Vector256.Create(Sum(s), Sum(t), Sum(u), Sum(v));
        Vector256<double> st = Avx.HorizontalAdd(s, t), uv = Avx.HorizontalAdd(u, v); // s01 t01 s23 t23, u01 v01 u23 v23
        return Avx.Permute2x128(st, uv, 0x20) + Avx.Permute2x128(st, uv, 0x31);
    }

    /// <summary>y ← y + factor·a over <paramref name="length"/> elements, a multiple of <see cref="Width"/>.</summary>
    public static void Add<T>(T* a, double factor, double* y, int length) where T : unmanaged, IGradientElement<T>
    {
        var f = Vector256.Create(factor);
        for (var i = 0; i < length; i += 8)
        {
            Vector256.FusedMultiplyAdd(f, T.Widen(a + i), Vector256.Load(y + i)).Store(y + i);
            Vector256.FusedMultiplyAdd(f, T.Widen(a + i + 4), Vector256.Load(y + i + 4)).Store(y + i + 4);
        }
    }

    /// <summary>y ← y + factor·a, and returns ‖a‖², in one reading of a.</summary>
    public static double AddAndSquare<T>(T* a, double factor, double* y, int length) where T : unmanaged, IGradientElement<T>
    {
        var f = Vector256.Create(factor);
        Vector256<double> s0 = default, s1 = default;
        for (var i = 0; i < length; i += 8)
        {
            if (Sse.IsSupported)
                Sse.Prefetch0((byte*)(a + i) + T.PrefetchBytes);
            Vector256<double> low = T.Widen(a + i), high = T.Widen(a + i + 4);
            s0 = Vector256.FusedMultiplyAdd(low, low, s0);
            s1 = Vector256.FusedMultiplyAdd(high, high, s1);
            Vector256.FusedMultiplyAdd(f, low, Vector256.Load(y + i)).Store(y + i);
            Vector256.FusedMultiplyAdd(f, high, Vector256.Load(y + i + 4)).Store(y + i + 4);
        }

        return Sum(s0 + s1);
    }

    /// <summary>aᵀx and ‖a‖², in one reading of a.</summary>
    public static (double Product, double Square) DotAndSquare<T>(T* a, double* x, int length) where T : unmanaged, IGradientElement<T>
    {
        Vector256<double> p0 = default, p1 = default, s0 = default, s1 = default;
        for (var i = 0; i < length; i += 8)
        {
            Vector256<double> low = T.Widen(a + i), high = T.Widen(a + i + 4);
            p0 = Vector256.FusedMultiplyAdd(low, Vector256.Load(x + i), p0);
            p1 = Vector256.FusedMultiplyAdd(high, Vector256.Load(x + i + 4), p1);
            s0 = Vector256.FusedMultiplyAdd(low, low, s0);
            s1 = Vector256.FusedMultiplyAdd(high, high, s1);
        }

        return (Sum(p0 + p1), Sum(s0 + s1));
    }

    /// <summary>
    /// The keys by which scores are ranked, of s(t) = (1 − t)·from + t·to: the bits of |s| rounded to float32. Exactly from at t = 0 and to at
    /// t = 1. Works in groups of four: the last group runs on into the buffers' padding.
    /// </summary>
    public static void LineKeys(double* from, double* to, double t, uint* keys, int count)
    {
        Vector256<double> step = Vector256.Create(t), rest = Vector256.Create(1 - t);
        var absolute = Vector128.Create(0x7FFFFFFFu);
        if (t == 0)
        {
            for (var i = 0; i < count; i += 4)
                (Narrow(Vector256.Load(from + i)).AsUInt32() & absolute).Store(keys + i);
            return;
        }

        for (var i = 0; i < count; i += 4)
        {
            var s = Vector256.FusedMultiplyAdd(step, Vector256.Load(to + i), rest * Vector256.Load(from + i));
            (Narrow(s).AsUInt32() & absolute).Store(keys + i);
        }
    }

    /// <summary>z ← w − z.</summary>
    public static void SubtractFrom(float* w, double* z, int count)
    {
        var i = 0;
        for (; i <= count - 4; i += 4)
            (Float32.Widen((Float32*)w + i) - Vector256.Load(z + i)).Store(z + i);
        for (; i < count; i++)
            z[i] = w[i] - z[i];
    }

    /// <summary>One element of the line, the same bits as in <see cref="LineKeys"/>.</summary>
    public static double OnLine(double from, double to, double t) => Math.FusedMultiplyAdd(t, to, (1 - t) * from);

    private static Vector128<float> Narrow(Vector256<double> values) => Avx.IsSupported
        ? Avx.ConvertToVector128Single(values)
        : Vector128.Create((float)values[0], (float)values[1], (float)values[2], (float)values[3]);

    /// <summary>The lanes of a dot product, before they are added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Streaming<T>(T* a, double* x, int length) where T : unmanaged, IGradientElement<T>
    {
        Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
        var i = 0;
        for (; i <= length - 16; i += 16)
        {
            // The processor's own prefetching stops at the end of every page.
            if (Sse.IsSupported)
                Sse.Prefetch0((byte*)(a + i) + T.PrefetchBytes);
            s0 = Vector256.FusedMultiplyAdd(T.WidenScaled(a + i), Vector256.Load(x + i), s0);
            s1 = Vector256.FusedMultiplyAdd(T.WidenScaled(a + i + 4), Vector256.Load(x + i + 4), s1);
            s2 = Vector256.FusedMultiplyAdd(T.WidenScaled(a + i + 8), Vector256.Load(x + i + 8), s2);
            s3 = Vector256.FusedMultiplyAdd(T.WidenScaled(a + i + 12), Vector256.Load(x + i + 12), s3);
        }

        if (i < length)
        {
            s0 = Vector256.FusedMultiplyAdd(T.WidenScaled(a + i), Vector256.Load(x + i), s0);
            s1 = Vector256.FusedMultiplyAdd(T.WidenScaled(a + i + 4), Vector256.Load(x + i + 4), s1);
        }

        return s0 + s1 + (s2 + s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Sum(Vector256<double> lanes) => lanes[0] + lanes[1] + (lanes[2] + lanes[3]);
}
