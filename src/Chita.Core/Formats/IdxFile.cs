using System.Buffers.Binary;

namespace Chita.Formats;

/// <summary>
/// An IDX file of unsigned bytes, as MNIST's images (magic 0x0803) and labels (0x0801) are, of rank 1 to 4; plain or
/// gzip. Read whole into memory.
/// </summary>
public sealed class IdxFile
{
    private const string What = "an IDX file of unsigned bytes, such as MNIST's";

    private IdxFile(string path, int[] shape, byte[] data) => (Path, Shape, Data) = (path, shape, data);

    /// <summary>The path given to <see cref="Read"/>.</summary>
    public string Path { get; }

    /// <summary>The dimensions, row-major: <c>[samples, rows, columns]</c> for images, <c>[samples]</c> for labels.</summary>
    public int[] Shape { get; }

    /// <summary>The elements.</summary>
    public byte[] Data { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">The file is missing, damaged, of another size than its header says, or of other elements.</exception>
    public static IdxFile Read(string path)
    {
        using var source = ByteSource.Open(path, What);
        Span<byte> header = stackalloc byte[4 + (4 * sizeof(uint))];
        if (source.ReadAtMost(header[..4]) < 4 || !IsMagic(header))
            throw new InvalidInputException($"{path}: is not {What} (which starts with the bytes 00 00 08 and a rank of 1 to 4){ElementHint(header)}.");

        var rank = header[3];
        var dimensions = header.Slice(4, rank * sizeof(uint));
        if (source.ReadAtMost(dimensions) < dimensions.Length)
            throw new InvalidInputException($"{path}: the IDX header is cut off; {rank} dimensions of 4 bytes should follow the magic number.");

        var shape = new int[rank];
        long length = 1;
        for (var i = 0; i < rank; i++)
        {
            var dimension = BinaryPrimitives.ReadUInt32BigEndian(dimensions[(i * sizeof(uint))..]);
            length *= dimension; // below 2^31 · 2^32
            if (Math.Max(length, dimension) > int.MaxValue)
                throw new InvalidInputException($"{path}: the IDX header promises more than {int.MaxValue} elements; convert such data to safetensors.");
            shape[i] = (int)dimension;
        }

        var data = source.ReadRest(4 + dimensions.Length, length, $"its IDX shape [{string.Join(", ", shape)}]");
        return new IdxFile(path, shape, data);
    }

    /// <summary>Whether a file's first four bytes are those of an IDX file that is read here.</summary>
    internal static bool IsMagic(ReadOnlySpan<byte> start) => start is [0, 0, 8, >= 1 and <= 4, ..];

    private static string ElementHint(ReadOnlySpan<byte> start) => start is [0, 0, var type, >= 1 and <= 4, ..]
        ? type switch
        {
            0x09 => "; it is one of signed bytes",
            0x0B => "; it is one of int16",
            0x0C => "; it is one of int32",
            0x0D => "; it is one of float32",
            0x0E => "; it is one of float64",
            _ => "",
        }
        : "";
}
