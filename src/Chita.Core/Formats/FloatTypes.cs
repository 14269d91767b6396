using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Chita.Formats;

/// <summary>Floating point types of files as float32 and back.</summary>
internal static class FloatTypes
{
    /// <summary>Whether every value of the type is a float32 too.</summary>
    public static bool IsWithinFloat32(this SafetensorsType type) => type is SafetensorsType.F32 or SafetensorsType.F16 or SafetensorsType.BF16;

    /// <summary>Elements of a file as float32: exact.</summary>
    public static void Widen(this SafetensorsType type, ReadOnlySpan<byte> elements, Span<float> values)
    {
        switch (type)
        {
            case SafetensorsType.F32:
                elements.CopyTo(MemoryMarshal.AsBytes(values));
                break;
            case SafetensorsType.F16:
                for (var i = 0; i < values.Length; i++)
                    values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(elements[(2 * i)..]);
                break;
            case SafetensorsType.BF16:
                for (var i = 0; i < values.Length; i++)
                    values[i] = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(elements[(2 * i)..]) << 16);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Has values that float32 has not.");
        }
    }

    /// <summary>Float32 as elements of a file: the nearest, ties to even. What is too large becomes infinite, and what is too small zero.</summary>
    public static void Round(this SafetensorsType type, ReadOnlySpan<float> values, Span<byte> elements)
    {
        switch (type)
        {
            case SafetensorsType.F32:
                MemoryMarshal.AsBytes(values).CopyTo(elements);
                break;
            case SafetensorsType.F16:
                for (var i = 0; i < values.Length; i++)
                    BinaryPrimitives.WriteHalfLittleEndian(elements[(2 * i)..], (Half)values[i]);
                break;
            case SafetensorsType.BF16:
                for (var i = 0; i < values.Length; i++)
                    BinaryPrimitives.WriteUInt16LittleEndian(elements[(2 * i)..], UpperHalf(values[i]));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Has values that float32 has not.");
        }
    }

    private static ushort UpperHalf(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value)
            ? (ushort)(bits >> 16 | 0x40) // quiet: a NaN of low bits alone would be cut to an infinity
            : (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
    }
}
