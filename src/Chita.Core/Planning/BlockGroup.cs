using Chita.Blocks;

namespace Chita.Planning;

/// <summary>Blocks of one size: a tensor has at most two sizes, so plans need not count a million blocks one by one.</summary>
/// <param name="Count">How many.</param>
/// <param name="Weights">Weights of each.</param>
/// <param name="Bytes">Bytes that each takes of its silo.</param>
internal readonly record struct BlockGroup(long Count, int Weights, long Bytes)
{
    /// <summary>The blocks of a network, in order.</summary>
    public static IReadOnlyList<BlockGroup> Of(PlannedWork work)
    {
        var groups = new List<BlockGroup>();
        foreach (var tensor in work.Tensors)
        {
            long size = tensor.Pattern.BlockSize(work.BlockSize);
            Add(tensor, tensor.Weights / size, (int)size);
            Add(tensor, 1, (int)(tensor.Weights % size));
        }

        return groups;

        void Add(TensorSize tensor, long count, int weights)
        {
            if (count > 0 && weights > 0)
                groups.Add(new BlockGroup(count, weights, SolveWorkspace.BlockBytes(weights, work.Rows, work.Storage, tensor.Pattern, work.Spilled)));
        }
    }
}
