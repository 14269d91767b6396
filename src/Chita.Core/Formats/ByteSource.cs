using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace Chita.Formats;

/// <summary>
/// The bytes of a small format's file from front to back, plain or gzip (told by its first two bytes, not by its name).
/// What it allocates is explained by the file's size: content that the file cannot hold is refused before memory is
/// taken for it, and content of unknown length is read into an array that grows with what has really arrived.
/// </summary>
internal sealed class ByteSource : IDisposable
{
    /// <summary>Deflate cannot do better: 258 bytes for 2 bits (zlib.net/zlib_tech.html).</summary>
    private const long MaxDeflateRatio = 1032;

    private const int FirstChunk = 64 * 1024;

    private readonly string _path;
    private readonly Stream _stream;

    private ByteSource(string path, SafeFileHandle file, string what)
    {
        _path = path;
        var length = RandomAccess.GetLength(file);
        Span<byte> magic = stackalloc byte[2];
        magic = magic[..(int)Math.Min(2, length)];
        InputFile.ReadExactly(file, path, 0, magic);
        IsGzip = magic is [0x1f, 0x8b];
        MaxLength = IsGzip ? length * MaxDeflateRatio : length;
        What = what;
        var plain = new FileStream(file, FileAccess.Read);
        _stream = IsGzip ? new GZipStream(plain, CompressionMode.Decompress) : plain;
    }

    /// <summary>Whether the file is compressed.</summary>
    public bool IsGzip { get; }

    /// <summary>The most bytes that can come: exact for a plain file, a bound for a compressed one.</summary>
    public long MaxLength { get; }

    private string What { get; }

    /// <summary>Opens a file; <paramref name="what"/> says what was expected there.</summary>
    public static ByteSource Open(string path, string what)
    {
        var file = InputFile.Open(path, what);
        try
        {
            return new ByteSource(path, file, what);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads up to <paramref name="destination"/>'s length; less only at the end.</summary>
    public int ReadAtMost(Span<byte> destination)
    {
        try
        {
            return _stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidInputException($"{_path}: the gzip data is damaged or cut off; expected {What}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{_path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads all that remains, which must be <paramref name="length"/> bytes exactly; <paramref name="reason"/> says why.</summary>
    public byte[] ReadRest(long alreadyRead, long length, string reason)
    {
        var possible = MaxLength - alreadyRead;
        if (length > possible || (!IsGzip && length < possible))
        {
            throw new InvalidInputException(
                $"{_path}: {reason} needs {length} bytes; the file {(IsGzip ? $"cannot expand to more than {possible}" : $"has {possible}")}.");
        }

        if (length > Array.MaxLength)
            throw new InvalidInputException($"{_path}: {length} bytes are more than this format is read with ({Array.MaxLength}); convert it to safetensors.");

        var bytes = ReadRest((int)length);
        if (bytes.Length < length)
            throw new InvalidInputException($"{_path}: {reason} needs {length} bytes; the file holds {bytes.Length}.");
        if (ReadAtMost(stackalloc byte[1]) != 0)
            throw new InvalidInputException($"{_path}: {reason} needs {length} bytes; the file holds more.");
        return bytes;
    }

    /// <summary>Reads all that remains, of a length that is not known before.</summary>
    public byte[] ReadRest()
    {
        var bytes = ReadRest((int)Math.Min(MaxLength, Array.MaxLength));
        if (ReadAtMost(stackalloc byte[1]) != 0)
            throw new InvalidInputException($"{_path}: more than {Array.MaxLength} bytes, which this format is not read with; convert it to safetensors.");
        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <summary>Reads up to <paramref name="limit"/> bytes; allocates at most three times what arrives, and the first chunk.</summary>
    private byte[] ReadRest(int limit)
    {
        // A plain file's length is a fact; a compressed one's is only a promise.
        var buffer = new byte[IsGzip ? Math.Min(limit, FirstChunk) : limit];
        var count = 0;
        while (true)
        {
            count += ReadAtMost(buffer.AsSpan(count));
            if (count < buffer.Length || count == limit)
                break;
            Array.Resize(ref buffer, (int)Math.Min(limit, 2L * buffer.Length));
        }

        Array.Resize(ref buffer, count);
        return buffer;
    }
}
