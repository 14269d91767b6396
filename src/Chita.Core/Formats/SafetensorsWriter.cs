using System.Buffers.Binary;
using System.Text.Json;

namespace Chita.Formats;

/// <summary>
/// Writes a safetensors file from front to back: names, types and shapes are given at the start, then the bytes of
/// the tensors are appended in that order, in pieces of any size. No tensor is ever held in memory.
/// </summary>
public sealed class SafetensorsWriter : IDisposable
{
    private readonly Stream _stream;
    private readonly bool _ownsStream;
    private readonly long _total;
    private long _written;

    /// <summary>Writes the header to <paramref name="stream"/>, which stays open afterwards.</summary>
    /// <param name="stream">Where the file goes, from its present position on.</param>
    /// <param name="tensors">Name, element type and shape (empty for a scalar) of every tensor, in the file's order.</param>
    /// <param name="metadata">The header's <c>__metadata__</c>; null or empty for none.</param>
    /// <exception cref="ArgumentException">A name comes twice or is reserved, or a shape is not possible.</exception>
    public SafetensorsWriter(
        Stream stream,
        IReadOnlyList<(string Name, SafetensorsType Type, long[] Shape)> tensors,
        IReadOnlyDictionary<string, string>? metadata = null)
        : this(Header(tensors, metadata), stream, ownsStream: false) { }

    /// <summary>Creates the file <paramref name="path"/>, replacing one that exists, and writes the header.</summary>
    /// <inheritdoc cref="SafetensorsWriter(Stream, IReadOnlyList{ValueTuple{string, SafetensorsType, long[]}}, IReadOnlyDictionary{string, string})"/>
    public SafetensorsWriter(
        string path,
        IReadOnlyList<(string Name, SafetensorsType Type, long[] Shape)> tensors,
        IReadOnlyDictionary<string, string>? metadata = null)
        : this(Header(tensors, metadata), File.Create(path), ownsStream: true) { } // in this order: no file for a bad header

    private SafetensorsWriter((byte[] Json, long DataLength) header, Stream stream, bool ownsStream)
    {
        _stream = stream;
        _ownsStream = ownsStream;
        _total = header.DataLength;
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Json.Length);
        stream.Write(prefix);
        stream.Write(header.Json);
    }

    /// <summary>Appends bytes of the tensors, little-endian and row-major.</summary>
    /// <exception cref="InvalidOperationException">More bytes than the tensors of the header have.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _total - _written)
            throw new InvalidOperationException($"The tensors have {_total} bytes: after {_written}, {bytes.Length} more are too many.");
        _stream.Write(bytes);
        _written += bytes.Length;
    }

    /// <summary>Says that everything is written, and flushes. Without it the file is not to be trusted.</summary>
    /// <exception cref="InvalidOperationException">Bytes are missing.</exception>
    public void Complete()
    {
        if (_written != _total)
            throw new InvalidOperationException($"The tensors have {_total} bytes, only {_written} were written.");
        _stream.Flush();
    }

    /// <summary>Closes the file, if this writer created it.</summary>
    public void Dispose()
    {
        if (_ownsStream)
            _stream.Dispose();
    }

    private static (byte[] Json, long DataLength) Header(
        IReadOnlyList<(string Name, SafetensorsType Type, long[] Shape)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { SafetensorsHeader.MetadataName };
        var offset = 0L;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsHeader.MetadataName);
                foreach (var (key, value) in metadata)
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            foreach (var (name, type, shape) in tensors)
            {
                if (!names.Add(name))
                    throw new ArgumentException($"The tensor name '{name}' comes twice or is reserved.", nameof(tensors));
                var length = type.ByteLength(shape) ?? throw new ArgumentException($"Tensor '{name}' has an impossible shape.", nameof(tensors));
                WriteEntry(json, name, type, shape, offset, offset = checked(offset + length));
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' '); // the data starts aligned, as the reference implementation writes it
        return (buffer.ToArray(), offset);
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, SafetensorsType type, long[] shape, long begin, long end)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", type.Name());
        json.WriteStartArray("shape");
        foreach (var dimension in shape)
            json.WriteNumberValue(dimension);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
