using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Chita.Blocks.Slices;

/// <summary>
/// The beginning of a slice file, little-endian: 8 bytes <c>CHITASLC</c>, format version and length of the header (32 bits each), then kind,
/// stage, number, weights, rows, storage and the length of the tensor's name (32 bits each), the name in UTF-8, the digest of the elements
/// (upper half, lower half), their length in bytes (64 bits), and XXH128 of all this.
/// </summary>
/// <param name="Content">What is in the file.</param>
/// <param name="Digest">Of the elements.</param>
/// <param name="Length">Of the elements, bytes.</param>
internal sealed record SliceHeader(SliceContent Content, BlockDigest Digest, long Length)
{
    private const int Version = 1;
    private const int PrefixLength = 16;
    private const int ChecksumLength = 16;
    private const int LongestHeader = 1 << 20;

    private static ReadOnlySpan<byte> Magic => "CHITASLC"u8;

    /// <summary>The header's bytes.</summary>
    public byte[] ToBytes()
    {
        var name = Encoding.UTF8.GetBytes(Content.Block.Tensor);
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(PrefixLength + 7 * sizeof(int) + name.Length + 3 * sizeof(long) + ChecksumLength);
        foreach (var field in (int[])[(int)Content.Kind, Content.Stage, Content.Block.Number, Content.Weights, Content.Rows, (int)Content.Storage, name.Length])
            writer.Write(field);
        writer.Write(name);
        writer.Write(Digest.High);
        writer.Write(Digest.Low);
        writer.Write(Length);
        writer.Write(XxHash128.Hash(bytes.ToArray()));
        return bytes.ToArray();
    }

    /// <summary>Reads a header, wherever it comes from.</summary>
    /// <exception cref="SliceException">It is not one, or damaged.</exception>
    public static SliceHeader Read(Stream stream, string file)
    {
        var prefix = new byte[PrefixLength];
        if (stream.ReadAtLeast(prefix, PrefixLength, throwOnEndOfStream: false) < PrefixLength || !prefix.AsSpan().StartsWith(Magic))
            throw new SliceException($"{file}: is not a slice file: it does not begin with CHITASLC.");
        var version = BinaryPrimitives.ReadInt32LittleEndian(prefix.AsSpan(8));
        if (version != Version)
            throw new SliceException($"{file}: is of format version {version}; this program reads version {Version}.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(prefix.AsSpan(12));
        if (length is <= PrefixLength + ChecksumLength or > LongestHeader)
            throw new SliceException($"{file}: is damaged: its header claims {length} bytes.");

        var header = new byte[length];
        prefix.CopyTo(header, 0);
        if (stream.ReadAtLeast(header.AsSpan(PrefixLength), length - PrefixLength, throwOnEndOfStream: false) < length - PrefixLength)
            throw new SliceException($"{file}: is truncated: it ends inside its header of {length} bytes.");
        if (!XxHash128.Hash(header.AsSpan(0, length - ChecksumLength)).AsSpan().SequenceEqual(header.AsSpan(length - ChecksumLength)))
            throw new SliceException($"{file}: is damaged: its header does not have the checksum it should.");
        return Parse(header);
    }

    private static SliceHeader Parse(byte[] header)
    {
        using var reader = new BinaryReader(new MemoryStream(header, PrefixLength, header.Length - PrefixLength));
        var (kind, stage, number) = ((SliceKind)reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        var (weights, rows, storage) = (reader.ReadInt32(), reader.ReadInt32(), (GradientStorage)reader.ReadInt32());
        var tensor = Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadInt32()));
        var digest = new BlockDigest(reader.ReadUInt64(), reader.ReadUInt64());
        return new SliceHeader(new SliceContent(kind, new BlockId(tensor, number), stage, weights, rows, storage), digest, reader.ReadInt64());
    }
}
