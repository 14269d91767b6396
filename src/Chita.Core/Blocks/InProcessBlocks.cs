using Chita.Collectives;
using Chita.Collectives.Patterns;
using Chita.Gradients;
using Chita.Numerics;

namespace Chita.Blocks;

/// <summary>All blocks of a network in this process, under the same tree that the grains form: blocks into branches and layers, layers into the model.</summary>
public sealed class InProcessBlocks : IDisposable
{
    private readonly List<(long Offset, WeightBlock Block)> _blocks = [];

    /// <summary>Makes the blocks, without weights yet.</summary>
    /// <param name="layout">How to cut.</param>
    /// <param name="rows">n.</param>
    /// <param name="threads">Where the kernels run; not owned.</param>
    /// <param name="storage">How A is kept.</param>
    /// <param name="spill">The folder on a local disk to keep A in; null: memory.</param>
    public InProcessBlocks(WeightLayout layout, int rows, SolverThreads threads, GradientStorage storage = GradientStorage.Float32, string? spill = null)
    {
        var layers = new List<ICollectives>();
        var offset = 0L;
        foreach (var tensor in layout.Tensors)
        {
            layers.Add(Build(layout.Tree(tensor), tensor.Pattern, offset));
            offset += tensor.Weights;
        }

        Root = new CollectiveTree(layers, threads);

        ICollectives Build(BlockNode node, BlockPattern pattern, long start)
        {
            if (!node.IsBlock)
                return new CollectiveTree([.. node.Children.Select(child => Build(child, pattern, start))], threads);
            var cut = node.Cut;
            var block = new WeightBlock(cut.Id, cut.Weights, rows, threads, storage, pattern, spill);
            _blocks.Add((start + cut.First, block));
            return block;
        }
    }

    /// <summary>The whole model.</summary>
    public ICollectives Root { get; }

    /// <summary>Sets the weights of all tensors, in order, and begins a stage.</summary>
    public void Load(ReadOnlySpan<float> weights)
    {
        foreach (var (offset, block) in _blocks)
        {
            block.Load(0, weights.Slice((int)offset, block.Weights));
            block.BeginStage();
        }
    }

    /// <summary>Writes one row of A: the gradients of all weights, in order.</summary>
    public void WriteRow(int row, ReadOnlySpan<float> gradients)
    {
        foreach (var (offset, block) in _blocks)
            block.WriteTile(row, 1, 0, gradients.Slice((int)offset, block.Weights));
    }

    /// <summary>Writes rows of A as a source computed them.</summary>
    public void Write(IGradientRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        foreach (var (offset, block) in _blocks)
        {
            var tile = new float[(long)block.Weights * rows.Rows];
            rows.CopyTile(offset, tile);
            block.WriteTile(rows.First, rows.Rows, 0, tile);
        }
    }

    /// <summary>The weights as committed.</summary>
    public float[] Read() => Read((block, weights) => block.Read(0, weights));

    /// <summary>The scores where the last question has left them.</summary>
    public float[] ReadScores() => Read((block, scores) => block.ReadScores(0, scores));

    /// <summary>Frees the blocks.</summary>
    public void Dispose()
    {
        foreach (var (_, block) in _blocks)
            block.Dispose();
    }

    private float[] Read(Action<WeightBlock, Span<float>> read)
    {
        var values = new float[_blocks.Sum(entry => (long)entry.Block.Weights)];
        foreach (var (offset, block) in _blocks)
            read(block, values.AsSpan((int)offset, block.Weights));
        return values;
    }
}
