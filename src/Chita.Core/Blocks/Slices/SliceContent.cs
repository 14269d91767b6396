using Chita.Numerics;

namespace Chita.Blocks.Slices;

/// <summary>What a slice file must be of, to be of use to a block.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Block">Of which block.</param>
/// <param name="Stage">And of which stage.</param>
/// <param name="Weights">Number of weights.</param>
/// <param name="Rows">n; 0 for weights.</param>
/// <param name="Storage">How elements are kept.</param>
internal sealed record SliceContent(SliceKind Kind, BlockId Block, int Stage, int Weights, int Rows, GradientStorage Storage)
{
    /// <summary>What one file is told to be and another is, in words; empty when they are the same.</summary>
    /// <param name="wanted">What it should be.</param>
    public string DifferenceFrom(SliceContent wanted)
    {
        var differences = new List<string>();
        Compare("kind", Kind, wanted.Kind);
        Compare("block", Block, wanted.Block);
        Compare("stage", Stage, wanted.Stage);
        Compare("weights", Weights, wanted.Weights);
        Compare("rows", Rows, wanted.Rows);
        Compare("storage", Storage, wanted.Storage);
        return string.Join("; ", differences);

        void Compare<T>(string name, T actual, T wants) where T : notnull
        {
            if (!actual.Equals(wants))
                differences.Add($"{name} {actual}, wanted {wants}");
        }
    }

    /// <summary>The digest of some elements of this shape.</summary>
    public BlockDigest Digest(NativeRange elements)
    {
        var hash = new SliceHash(this);
        foreach (var piece in SliceFile.Pieces(elements))
            hash.Append(elements.Slice(piece.Offset, piece.Length));
        return hash.Digest;
    }
}
