using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Chita.Numerics;

/// <summary>
/// An element of A in two bytes: the upper half of a float32, with its range and 8 significant bits. Half the memory and half the traffic;
/// the problem is perturbed by up to 2⁻⁹ of each gradient, the method is not (algorithm.md §4).
/// </summary>
internal readonly record struct BFloat16(ushort Bits) : IGradientElement<BFloat16>
{
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
    public double ToDouble() => BitConverter.UInt32BitsToSingle((uint)Bits << 16);
}
