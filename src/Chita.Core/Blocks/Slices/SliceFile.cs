using Chita.Numerics;

namespace Chita.Blocks.Slices;

/// <summary>A header and the elements of a block as they lie in memory, in pieces: never in managed memory.</summary>
internal static class SliceFile
{
    private const int PieceLength = 1 << 20; // small enough that what was hashed or read is still in the caches

    /// <summary>Writes a file that is complete or absent.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public static BlockDigest Save(string path, SliceContent content, NativeRange elements)
    {
        var digest = content.Digest(elements);
        DurableFile.Write(path, stream => Write(stream, content, elements, digest));
        return digest;
    }

    /// <summary>Reads a file. After a failure the elements are anything.</summary>
    /// <exception cref="SliceException">It is damaged, or not of the content wanted.</exception>
    /// <exception cref="IOException">It is missing or could not be read.</exception>
    public static BlockDigest Load(string path, SliceContent wanted, NativeRange elements)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return Read(stream, path, wanted, elements);
    }

    /// <summary>Writes header and elements.</summary>
    public static void Write(Stream stream, SliceContent content, NativeRange elements, BlockDigest digest)
    {
        stream.Write(new SliceHeader(content, digest, elements.Length).ToBytes());
        foreach (var (offset, length) in Pieces(elements))
            stream.Write(elements.Slice(offset, length));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static BlockDigest Read(Stream stream, string file, SliceContent wanted, NativeRange elements)
    {
        var header = SliceHeader.Read(stream, file);
        if (header.Content.DifferenceFrom(wanted) is { Length: > 0 } difference)
            throw new SliceException($"{file}: is of something else: {difference}.");
        if (header.Length != elements.Length)
            throw new SliceException($"{file}: is of something else: {header.Length} bytes of elements, wanted {elements.Length}.");

        var hash = new SliceHash(wanted);
        foreach (var (offset, length) in Pieces(elements))
        {
            var piece = elements.Slice(offset, length);
            var read = stream.ReadAtLeast(piece, length, throwOnEndOfStream: false);
            if (read < length)
                throw new SliceException($"{file}: is truncated: it ends after {offset + read} of {elements.Length} bytes of elements.");
            hash.Append(piece);
        }

        if (hash.Digest != header.Digest)
            throw new SliceException($"{file}: is damaged: its elements have the digest {hash.Digest}, not {header.Digest} as its header says.");
        return stream.ReadByte() < 0
            ? header.Digest
            : throw new SliceException($"{file}: is damaged: it goes on after its {elements.Length} bytes of elements.");
    }

    /// <summary>Where the pieces of a range begin and how long they are.</summary>
    public static IEnumerable<(long Offset, int Length)> Pieces(NativeRange elements)
    {
        for (var offset = 0L; offset < elements.Length; offset += PieceLength)
            yield return (offset, (int)Math.Min(PieceLength, elements.Length - offset));
    }
}
