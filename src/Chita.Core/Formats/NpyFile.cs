using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Chita.Formats;

/// <summary>
/// A NumPy array file, open for reading (format versions 1 to 3, numpy.lib.format): C order, little-endian, of
/// f4, f8, i8, i4, i2, i1, u1 or b1. Reads may come from several threads.
/// </summary>
public sealed class NpyFile : IDisposable
{
    /// <summary>Far above what NumPy writes (118 bytes, mostly) and below what would hurt.</summary>
    private const int MaxHeaderLength = 1 << 20;

    private readonly SafeFileHandle _file;
    private readonly long _dataStart;

    /// <summary>How every .npy file starts.</summary>
    internal static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    private NpyFile(string path, SafeFileHandle file)
    {
        Path = path;
        _file = file;
        var header = ReadHeader(out _dataStart);
        Type = header.Type;
        Shape = header.Shape;
        ByteLength = Type.ByteLength(Shape)
            ?? throw new InvalidInputException($"{path}: its shape ({string.Join(", ", Shape)}) has more bytes than 63 bits can count.");

        var available = RandomAccess.GetLength(_file) - _dataStart;
        if (available != ByteLength)
        {
            throw new InvalidInputException(
                $"{path}: shape ({string.Join(", ", Shape)}) of {Type.Name()} needs {ByteLength} bytes after the header, the file has {available}.");
        }
    }

    /// <summary>The path given to <see cref="Open"/>.</summary>
    public string Path { get; }

    /// <summary>The element type.</summary>
    public SafetensorsType Type { get; }

    /// <summary>The dimensions, row-major; empty for a scalar.</summary>
    public long[] Shape { get; }

    /// <summary>Bytes of the array.</summary>
    public long ByteLength { get; }

    /// <summary>Opens a file and validates its header and its length.</summary>
    /// <exception cref="InvalidInputException">The file is missing, damaged, or of a kind that is not read (the message says which).</exception>
    public static NpyFile Open(string path)
    {
        var file = InputFile.Open(path, "a NumPy .npy file");
        try
        {
            return new NpyFile(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Fills <paramref name="destination"/> with the array's bytes from <paramref name="byteOffset"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the array.</exception>
    /// <exception cref="InvalidInputException">The file has shrunk since it was opened, or cannot be read.</exception>
    public void Read(long byteOffset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteOffset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(byteOffset, ByteLength - destination.Length);
        InputFile.ReadExactly(_file, Path, _dataStart + byteOffset, destination);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private NpyHeader ReadHeader(out long end)
    {
        var fileLength = RandomAccess.GetLength(_file);
        Span<byte> prefix = stackalloc byte[12];
        prefix = prefix[..(int)Math.Min(12, fileLength)];
        InputFile.ReadExactly(_file, Path, 0, prefix);
        if (!prefix.StartsWith(Magic))
            throw new InvalidInputException($"{Path}: does not start as a .npy file does (\\x93NUMPY); write it with numpy.save.");

        // Version 1 counts the header in 2 bytes, 2 and 3 in 4.
        var major = prefix.Length > 6 ? prefix[6] : (byte)0;
        if (major is < 1 or > 3)
            throw new InvalidInputException($"{Path}: .npy format version {major} is not known; versions 1 to 3 are.");
        var start = major == 1 ? 10 : 12;
        if (prefix.Length < start)
            throw new InvalidInputException($"{Path}: the .npy header is cut off after {fileLength} bytes.");
        long length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(prefix[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]);
        var limit = Math.Min(fileLength - start, MaxHeaderLength);
        if (length > limit)
            throw new InvalidInputException($"{Path}: the .npy header's length is given as {length} bytes, at most {limit} are possible here.");

        var text = new byte[length];
        InputFile.ReadExactly(_file, Path, start, text);
        end = start + length;
        // Latin-1 maps every byte: what is not ASCII fails in the parser, with a message.
        return NpyHeader.Parse(Path, Encoding.Latin1.GetString(text));
    }
}
