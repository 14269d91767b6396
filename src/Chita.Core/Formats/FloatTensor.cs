using System.Buffers;
using System.Runtime.InteropServices;

namespace Chita.Formats;

/// <summary>Tensors of floating-point numbers in 2 or 4 bytes, as float32: exact, whatever they are kept in.</summary>
internal static class FloatTensor
{
    private const int Piece = 32 << 10; // elements at once

    /// <summary>Reads consecutive elements.</summary>
    /// <param name="file">The file.</param>
    /// <param name="entry">The tensor, of a type that <see cref="FloatTypes.IsWithinFloat32"/>.</param>
    /// <param name="first">The first element, row-major.</param>
    /// <param name="values">Takes them.</param>
    /// <exception cref="InvalidInputException">The file cannot be read.</exception>
    public static void Read(SafetensorsFile file, SafetensorsEntry entry, long first, Span<float> values)
    {
        if (entry.Type == SafetensorsType.F32)
        {
            file.Read(entry, first * sizeof(float), MemoryMarshal.AsBytes(values));
            return;
        }

        var size = entry.Type.Size();
        var room = ArrayPool<byte>.Shared.Rent(Piece * size);
        while (!values.IsEmpty)
        {
            var some = values[..Math.Min(Piece, values.Length)];
            var elements = room.AsSpan(0, some.Length * size);
            file.Read(entry, first * size, elements);
            entry.Type.Widen(elements, some);
            first += some.Length;
            values = values[some.Length..];
        }

        ArrayPool<byte>.Shared.Return(room);
    }
}
