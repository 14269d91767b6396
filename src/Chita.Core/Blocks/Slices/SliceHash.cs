using System.Buffers.Binary;
using System.IO.Hashing;

namespace Chita.Blocks.Slices;

/// <summary>A digest under way. What it does not cover, block and stage, is not part of what the elements are.</summary>
internal sealed class SliceHash
{
    private readonly XxHash128 _hash = new();

    /// <summary>Begins with the shape: elements that look alike in another one are others.</summary>
    public SliceHash(SliceContent content)
    {
        Span<byte> shape = stackalloc byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(shape, (int)content.Kind);
        BinaryPrimitives.WriteInt32LittleEndian(shape[4..], content.Weights);
        BinaryPrimitives.WriteInt32LittleEndian(shape[8..], content.Rows);
        BinaryPrimitives.WriteInt32LittleEndian(shape[12..], (int)content.Storage);
        _hash.Append(shape);
    }

    /// <summary>The digest of all that was appended.</summary>
    public BlockDigest Digest
    {
        get
        {
            var hash = _hash.GetCurrentHashAsUInt128();
            return new BlockDigest((ulong)(hash >> 64), (ulong)hash);
        }
    }

    /// <summary>Takes in the next elements.</summary>
    public void Append(ReadOnlySpan<byte> elements) => _hash.Append(elements);
}
