namespace Chita.Blocks;

/// <summary>
/// A node of a layer's tree: a block, or what adds up some. Blocks are added in runs of <see cref="WeightLayout.BranchSize"/>, those runs in
/// runs of as many, and so on, until one node is left: the layer. Nodes are known by block numbers alone (architecture, contract 1).
/// </summary>
/// <remarks>A description: children are made when asked for, so a layer of a million blocks costs nothing.</remarks>
public sealed class BlockNode
{
    private readonly WeightLayout _layout;
    private readonly TensorSize _tensor;
    private readonly long _size; // blocks below a whole node of this level

    internal BlockNode(WeightLayout layout, TensorSize tensor, int level, int number)
    {
        (_layout, _tensor, Level, Number) = (layout, tensor, level, number);
        _size = 1;
        for (var i = 0; i < level; i++)
            _size = checked(_size * layout.BranchSize);
        var blocks = layout.BlockCount(tensor);
        var first = checked(number * _size);
        if (number < 0 || first >= blocks)
            throw new ArgumentOutOfRangeException(nameof(number), number, $"{tensor.Name} has {blocks} blocks: there is no node {number} at level {level}.");
        FirstBlock = (int)first;
        Blocks = (int)Math.Min(_size, blocks - first);
    }

    /// <summary>0 for a block, 1 for what adds up blocks, and one more for each step up to the layer.</summary>
    public int Level { get; }

    /// <summary>Its place among the tensor's nodes of this level. A block's is its own number.</summary>
    public int Number { get; }

    /// <summary>Whether this is a block.</summary>
    public bool IsBlock => Level == 0;

    /// <summary>Number of the first block below it.</summary>
    public int FirstBlock { get; }

    /// <summary>How many blocks are below it; 1 for a block.</summary>
    public int Blocks { get; }

    /// <summary>The block.</summary>
    /// <exception cref="InvalidOperationException">This is none.</exception>
    public BlockCut Cut => IsBlock ? _layout.Cut(_tensor, Number) : throw new InvalidOperationException($"{this} is not a block.");

    /// <summary>The blocks below it, or itself, in order.</summary>
    public IEnumerable<BlockCut> Cuts => Enumerable.Range(FirstBlock, Blocks).Select(number => _layout.Cut(_tensor, number));

    /// <summary>What it adds up, in order; nothing for a block.</summary>
    public IReadOnlyList<BlockNode> Children
    {
        get
        {
            if (IsBlock)
                return [];
            var size = _size / _layout.BranchSize;
            var count = (int)((Blocks + size - 1) / size);
            return [.. Enumerable.Range(0, count).Select(i => new BlockNode(_layout, _tensor, Level - 1, (int)(FirstBlock / size) + i))];
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_tensor.Name}, node {Number} of level {Level}";
}
