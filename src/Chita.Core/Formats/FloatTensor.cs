using System.Buffers;
using System.Runtime.InteropServices;

namespace Chita.Formats;

/// <summary>Tensors of floating-point numbers in 2 or 4 bytes, as float32: exact, whatever they are kept in.</summary>
internal static class FloatTensor
{
    private const int Piece = 32 << 10; // elements at once

    /// <summary>Whether elements of a type can be read so.</summary>
    public static bool IsReadable(SafetensorsType type) => type is SafetensorsType.F32 or SafetensorsType.F16 or SafetensorsType.BF16;

    /// <summary>Reads consecutive elements.</summary>
    /// <param name="file">The file.</param>
    /// <param name="entry">The tensor, of a type that <see cref="IsReadable"/>.</param>
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

        if (!IsReadable(entry.Type))
            throw new ArgumentException($"{file.Path}: tensor {entry.Name} is {entry.Type}.", nameof(entry));
        var room = ArrayPool<ushort>.Shared.Rent(Math.Min(Piece, values.Length));
        for (; values.Length > 0; first += Math.Min(Piece, values.Length), values = values[Math.Min(Piece, values.Length)..])
        {
            var halves = room.AsSpan(0, Math.Min(Piece, values.Length));
            file.Read(entry, first * sizeof(ushort), MemoryMarshal.AsBytes(halves));
            for (var i = 0; i < halves.Length; i++)
                values[i] = entry.Type == SafetensorsType.BF16 ? BitConverter.UInt32BitsToSingle((uint)halves[i] << 16) : (float)BitConverter.UInt16BitsToHalf(halves[i]);
        }

        ArrayPool<ushort>.Shared.Return(room);
    }
}
