using Chita.Blocks.Slices;
using Chita.Numerics;

namespace Chita.Blocks;

/// <content>What a block is on disk, so that it can come back elsewhere. All run on the caller's thread.</content>
public sealed partial class WeightBlock
{
    /// <summary>
    /// The digest of A as it is stored. Independent of the machine, of threads and of how tiles came; means something once <see cref="Seal"/> passes.
    /// </summary>
    /// <exception cref="InvalidOperationException">No stage has begun.</exception>
    public BlockDigest Digest() => ColumnsOf(0).Digest(Columns.Bytes);

    /// <summary>A as a slice, to be read and kept somewhere. It is read from where it lies: until that is done, the block lives and A stays as it is.</summary>
    /// <param name="stage">The stage whose gradients they are.</param>
    /// <param name="digest"><see cref="Digest"/>.</param>
    /// <exception cref="InvalidOperationException">Gradients are missing.</exception>
    public Stream OpenColumns(int stage, BlockDigest digest)
    {
        Seal();
        return new SliceStream(new SliceHeader(ColumnsOf(stage), digest, Columns.Bytes.Length).ToBytes(), Columns.Bytes);
    }

    /// <summary>Loads A: no row is missing then. After a failure every row is.</summary>
    /// <param name="slice">What <see cref="OpenColumns"/> gave, of this block; read to its end.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="stage">The stage whose gradients are wanted.</param>
    /// <returns><see cref="Digest"/>.</returns>
    /// <exception cref="SliceException">The slice is damaged, or of another block, stage, shape or storage.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public BlockDigest LoadColumns(Stream slice, string name, int stage)
    {
        ArgumentNullException.ThrowIfNull(slice);
        _coverage.Clear();
        MakeColumns();
        try
        {
            var digest = SliceFile.Read(slice, name, ColumnsOf(stage), Columns.Bytes);
            _coverage.Fill();
            return digest;
        }
        catch
        {
            // Tiles write no padding: what a damaged file left there would stay.
            Columns.Bytes.Clear();
            throw;
        }
    }

    /// <summary>Saves the weights w, with which a stage begins. The file is complete or absent; one that is there is replaced.</summary>
    /// <param name="path">The file, in a folder that exists.</param>
    /// <param name="stage">The stage that begins with them.</param>
    /// <returns>Their digest.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public BlockDigest SaveWeights(string path, int stage) => SliceFile.Save(path, WeightsOf(stage), _weights.Bytes);

    /// <summary>Loads the weights w̄ and w with which a stage begins. A failure changes nothing.</summary>
    /// <param name="path">What <see cref="SaveWeights"/> wrote, of this block.</param>
    /// <param name="stage">The stage that begins with them.</param>
    /// <returns>Their digest.</returns>
    /// <exception cref="SliceException">The file is damaged, or of another block, stage or shape.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public BlockDigest LoadWeights(string path, int stage)
    {
        using var weights = new NativeBuffer<float>(Weights);
        var digest = SliceFile.Load(path, WeightsOf(stage), weights.Bytes);
        Load(0, weights.Slice(0, Weights));
        return digest;
    }

    private SliceContent ColumnsOf(int stage) => new(SliceKind.Columns, _id, stage, Weights, Rows, _storage);

    private SliceContent WeightsOf(int stage) => new(SliceKind.Weights, _id, stage, Weights, 0, GradientStorage.Float32);
}
