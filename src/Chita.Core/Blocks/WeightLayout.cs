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
    private readonly int _branchSize = 64;

    /// <summary>
    /// Blocks of a layer that are added up before their sum goes on; default 64, at least 2. A layer of no more blocks adds them up itself.
    /// Part of what decides the order of sums, so every process of a solve must use the same.
    /// </summary>
    public int BranchSize
    {
        get => _branchSize;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 2);
            _branchSize = value;
        }
    }

    /// <summary>p: all prunable weights.</summary>
    public long Weights => Tensors.Sum(tensor => tensor.Weights);

    /// <summary>The blocks of one tensor, in order.</summary>
    public IEnumerable<BlockCut> Cut(TensorSize tensor) => Enumerable.Range(0, BlockCount(tensor)).Select(number => Cut(tensor, number));

    /// <summary>One block of a tensor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none of that number.</exception>
    public BlockCut Cut(TensorSize tensor, int number)
    {
        long size = tensor.Pattern.BlockSize(BlockSize), first = number * size;
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(first, tensor.Weights, nameof(number));
        return new BlockCut(new BlockId(tensor.Name, number), first, (int)Math.Min(size, tensor.Weights - first));
    }

    /// <summary>How many blocks a tensor is cut into.</summary>
    public int BlockCount(TensorSize tensor)
    {
        long size = tensor.Pattern.BlockSize(BlockSize);
        return checked((int)((tensor.Weights + size - 1) / size));
    }

    /// <summary>The order in which a tensor's blocks are added up: the top is the layer, at level 1 where no branches are needed.</summary>
    public BlockNode Tree(TensorSize tensor)
    {
        var (level, size) = (1, (long)BranchSize);
        for (var blocks = BlockCount(tensor); size < blocks; size *= BranchSize)
            level++;
        return Node(tensor, level, 0);
    }

    /// <summary>The node of that tree at a level, by its number there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public BlockNode Node(TensorSize tensor, int level, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        return new BlockNode(this, tensor, level, number);
    }
}

/// <summary>A prunable tensor.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="Shape">Its dimensions: outputs, inputs, then those of a window.</param>
public sealed record TensorSize(string Name, params long[] Shape)
{
    /// <summary>Number of weights.</summary>
    public long Weights => Shape.Aggregate(1L, (product, dimension) => product * dimension);

    /// <summary>Bytes of a weight in the network's files.</summary>
    public int ValueBytes { get; init; } = sizeof(float);

    /// <summary>How its scores are ranked: what the selection rule wants of this tensor.</summary>
    public BlockPattern Pattern { get; init; } = BlockPattern.None;
}

/// <summary>A block's place in its tensor.</summary>
/// <param name="Id">Its name.</param>
/// <param name="First">Index of its first weight in the tensor, row-major.</param>
/// <param name="Weights">Number of weights.</param>
public sealed record BlockCut(BlockId Id, long First, int Weights);
