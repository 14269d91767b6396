using Chita.Collectives.Patterns;

namespace Chita.Blocks;

/// <summary>
/// How a network's prunable weights are cut into blocks: by weight index inside each tensor, never by the number of machines
/// (architecture, contract 1).
/// </summary>
/// <param name="Tensors">The prunable tensors in the network's order.</param>
/// <param name="BlockSize">Weights in a block; a tensor's last block may be shorter. Where a pattern keeps weights together, its whole units.</param>
public sealed record WeightLayout(IReadOnlyList<TensorSize> Tensors, int BlockSize)
{
    /// <summary>p: all prunable weights.</summary>
    public long Weights => Tensors.Sum(tensor => tensor.Weights);

    /// <summary>The blocks of one tensor, in order.</summary>
    public IEnumerable<BlockCut> Cut(TensorSize tensor)
    {
        var number = 0;
        var size = tensor.Pattern.BlockSize(BlockSize);
        for (var first = 0L; first < tensor.Weights; first += size)
            yield return new BlockCut(new BlockId(tensor.Name, number++), first, (int)Math.Min(size, tensor.Weights - first));
    }
}

/// <summary>A prunable tensor.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="Shape">Its dimensions: outputs, inputs, then those of a window.</param>
public sealed record TensorSize(string Name, params long[] Shape)
{
    /// <summary>Number of weights.</summary>
    public long Weights => Shape.Aggregate(1L, (product, dimension) => product * dimension);

    /// <summary>How its scores are ranked: what the selection rule wants of this tensor.</summary>
    public BlockPattern Pattern { get; init; } = BlockPattern.None;
}

/// <summary>A block's place in its tensor.</summary>
/// <param name="Id">Its name.</param>
/// <param name="First">Index of its first weight in the tensor, row-major.</param>
/// <param name="Weights">Number of weights.</param>
public sealed record BlockCut(BlockId Id, long First, int Weights);
