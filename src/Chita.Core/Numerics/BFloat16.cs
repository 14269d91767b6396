using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Chita.Numerics;

/// <summary>
/// An element of A in two bytes: the upper half of a float32, with its range and 8 significant bits. Half the memory and half the traffic;
/// the problem is perturbed by up to 2⁻⁹ of each gradient, the method is not (algorithm.md §4).
/// </summary>
internal readonly record struct BFloat16(ushort Bits) : IGradientElement<BFloat16>
{
    /// <inheritdoc/>
    public static int PrefetchBytes => 2048;

    /// <summary>2^896: float64's exponents are counted from 1,023, bfloat16's from 127.</summary>
    public static double Scale => BitConverter.Int64BitsToDouble((896L + 1023) << 52);

    /// <summary>
    /// Sign, exponent and mantissa moved to where float64 has them, without a conversion: the exponent then counts from another number, which
    /// is a factor of 2⁻⁸⁹⁶. Exact, down to the smallest subnormal.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<double> WidenScaled(BFloat16* elements)
    {
        if (!Avx2.IsSupported)
            return Widen(elements) * Vector256.Create(1 / Scale);
        var signExtended = Avx2.ConvertToVector256Int64((short*)elements);
        return (Vector256.ShiftLeft(signExtended, 45) & Vector256.Create(unchecked((long)0x8FFFE00000000000))).AsDouble();
    }

    /// <summary>Exact, so the route taken does not show in the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<double> Widen(BFloat16* elements)
    {
        if (Avx.IsSupported)
        {
            var halves = Sse41.ConvertToVector128Int32((ushort*)elements);
            return Avx.ConvertToVector256Double(Vector128.ShiftLeft(halves, 16).AsSingle());
        }

        return Vector256.Create(elements[0].ToDouble(), elements[1].ToDouble(), elements[2].ToDouble(), elements[3].ToDouble());
    }

    /// <summary>The nearest, ties to even. A finite gradient beyond the largest bfloat16 becomes that largest one, never infinity.</summary>
    public static BFloat16 Nearest(float gradient)
    {
        var bits = BitConverter.SingleToUInt32Bits(gradient);
        var rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
        return new BFloat16((ushort)((rounded & 0x7F80) == 0x7F80 && float.IsFinite(gradient) ? rounded - 1 : rounded));
    }

    /// <inheritdoc/>
    public static unsafe void Store(ReadOnlySpan<float> gradients, BFloat16* elements)
    {
        var bits = MemoryMarshal.Cast<float, uint>(gradients);
        var i = 0;
        for (; i <= bits.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
        {
            var value = Vector256.Create(bits[i..]);
            var even = (value >>> 16) & Vector256<uint>.One;
            var rounded = (value + Vector256.Create(0x7FFFu) + even) >>> 16;
            var infinity = Vector256.Create(0x7F80u);
            rounded += Vector256.Equals(rounded & infinity, infinity); // a lane that is true is −1
            Vector128.Narrow(rounded.GetLower(), rounded.GetUpper()).Store((ushort*)elements + i);
        }

        for (; i < gradients.Length; i++)
            elements[i] = Nearest(gradients[i]);
    }

    /// <inheritdoc/>
    public double ToDouble() => BitConverter.UInt32BitsToSingle((uint)Bits << 16);
}
