using Chita.Blocks;
using Chita.Collectives.Patterns;
using Chita.Grains.Wire;

namespace Chita.Grains.Tree;

/// <summary>A slice of a tensor with its columns of A. Key: campaign/tensor/number.</summary>
[Alias("chita.IBlock")]
public interface IBlockGrain : INodeGrain
{
    /// <summary>Takes memory for the block; a repeat does nothing.</summary>
    [Alias("open"), ResponseTimeout(NodeTimeout.Kernel)]
    Task Open(BlockPlan plan);

    /// <summary>Sets weights, w̄ and w.</summary>
    [Alias("load"), ResponseTimeout(NodeTimeout.Kernel)]
    Task Load(int first, WireVector<float> weights);

    /// <summary>Reads weights w.</summary>
    [Alias("read"), ResponseTimeout(NodeTimeout.Kernel)]
    Task<WireVector<float>> Read(int first, int count);

    /// <summary>Writes a tile of gradients, weight-major; the same tile may come again.</summary>
    [Alias("writeTile"), ResponseTimeout(NodeTimeout.Kernel)]
    Task WriteTile(int stage, int row, int rows, int weight, WireVector<float> tile);
}

/// <summary>What a block needs to know.</summary>
/// <param name="Tensor">The tensor's name.</param>
/// <param name="Number">The block's number in it.</param>
/// <param name="Weights">Number of weights.</param>
/// <param name="Rows">n.</param>
/// <param name="Pattern">How scores are ranked.</param>
/// <param name="Storage">How it keeps A.</param>
[GenerateSerializer, Immutable, Alias("chita.BlockPlan")]
public sealed record BlockPlan(
    [property: Id(0)] string Tensor, [property: Id(1)] int Number, [property: Id(2)] int Weights, [property: Id(3)] int Rows,
    [property: Id(4)] BlockPattern Pattern, [property: Id(5)] GradientStorage Storage);
