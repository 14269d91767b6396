using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Chita.Numerics;

/// <summary>Looks for numbers that are none: infinity and NaN have all bits of the exponent set.</summary>
internal static class Finite
{
    private const uint Exponent = 0x7F800000;

    /// <summary>Where the first number is that is not finite; −1 when all are.</summary>
    public static int IndexOfNotFinite(ReadOnlySpan<float> values)
    {
        var bits = MemoryMarshal.Cast<float, uint>(values);
        var mask = Vector256.Create(Exponent);
        var i = 0;
        for (; i <= bits.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
        {
            if (Vector256.EqualsAny(Vector256.Create(bits[i..]) & mask, mask))
                break;
        }

        for (; i < bits.Length; i++)
        {
            if ((bits[i] & Exponent) == Exponent)
                return i;
        }

        return -1;
    }
}
