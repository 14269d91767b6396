using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Chita.Formats;

/// <summary>
/// A safetensors file, open for reading: <c>header length (u64) · JSON header · data</c>
/// (huggingface.co/docs/safetensors). The header is validated completely when the file is opened, so that every
/// entry lies inside the file; tensors are read piece by piece, never whole. Reads may come from several threads.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    /// <summary>The format's own limit of the header, in bytes.</summary>
    internal const long MaxHeaderLength = 100_000_000;

    private const int Piece = 64 << 10; // bytes at once, where they are not what is wanted

    private readonly SafeFileHandle _file;
    private readonly Dictionary<string, SafetensorsEntry> _byName;

    private SafetensorsFile(string path, SafeFileHandle file, SafetensorsHeader header)
    {
        Path = path;
        _file = file;
        Tensors = header.Tensors;
        Metadata = header.Metadata;
        _byName = header.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    /// <summary>The path given to <see cref="Open"/>.</summary>
    public string Path { get; }

    /// <summary>All tensors, by their offset in the file.</summary>
    public IReadOnlyList<SafetensorsEntry> Tensors { get; }

    /// <summary>The header's <c>__metadata__</c>; empty when there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and validates its header.</summary>
    /// <exception cref="InvalidInputException">The file is missing, or is not a complete and consistent safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = InputFile.Open(path, "a safetensors file");
        try
        {
            return new SafetensorsFile(path, file, ReadHeader(path, file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The tensor of that name, or null.</summary>
    public SafetensorsEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Fills <paramref name="destination"/> with the tensor's bytes from <paramref name="byteOffset"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the tensor.</exception>
    /// <exception cref="InvalidInputException">The file has shrunk since it was opened, or cannot be read.</exception>
    public void Read(SafetensorsEntry entry, long byteOffset, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentOutOfRangeException.ThrowIfNegative(byteOffset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(byteOffset, entry.ByteLength - destination.Length);
        InputFile.ReadExactly(_file, Path, entry.Offset + byteOffset, destination);
    }

    /// <summary>Reads some of a tensor's elements as float32, which is exact.</summary>
    /// <param name="entry">The tensor, of a type whose values are all float32's.</param>
    /// <param name="first">The first element to read, row-major.</param>
    /// <param name="values">Takes it and those after it.</param>
    /// <exception cref="InvalidInputException">The file has shrunk since it was opened, or cannot be read.</exception>
    internal void ReadFloats(SafetensorsEntry entry, long first, Span<float> values)
    {
        if (entry.Type == SafetensorsType.F32)
        {
            Read(entry, first * sizeof(float), MemoryMarshal.AsBytes(values));
            return;
        }

        var (room, size) = (ArrayPool<byte>.Shared.Rent(Piece), entry.Type.Size());
        while (!values.IsEmpty)
        {
            var some = values[..Math.Min(values.Length, Piece / size)];
            var bytes = room.AsSpan(0, some.Length * size);
            Read(entry, first * size, bytes);
            entry.Type.Widen(bytes, some);
            first += some.Length;
            values = values[some.Length..];
        }

        ArrayPool<byte>.Shared.Return(room);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static SafetensorsHeader ReadHeader(string path, SafeFileHandle file)
    {
        var fileLength = RandomAccess.GetLength(file);
        if (fileLength < 8)
            throw new InvalidInputException($"{path}: {fileLength} bytes are too few for a safetensors file, which starts with 8 bytes of header length.");

        Span<byte> prefix = stackalloc byte[8];
        InputFile.ReadExactly(file, path, 0, prefix);
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        var limit = Math.Min(fileLength - 8, MaxHeaderLength);
        if (headerLength > (ulong)limit)
        {
            throw new InvalidInputException(
                $"{path}: the header's length is given as {headerLength} bytes, at most {limit} are possible here; this is no safetensors file, or it was cut off.");
        }

        var json = new byte[headerLength];
        InputFile.ReadExactly(file, path, 8, json);
        return SafetensorsHeader.Parse(path, json, 8 + (long)headerLength, fileLength);
    }
}
