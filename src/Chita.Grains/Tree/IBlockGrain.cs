using Chita.Grains.Wire;

namespace Chita.Grains.Tree;

/// <summary>A slice of a tensor with its columns of A. Key: campaign/tensor/number.</summary>
[Alias("chita.IBlock")]
public interface IBlockGrain : INodeGrain
{
    /// <summary>
    /// Enters a stage, wherever the block was: takes memory, brings back weights and columns that another silo lost, takes back what an
    /// earlier owner's solve did. A repeat does nothing more.
    /// </summary>
    [Alias("open"), ResponseTimeout(Asking.Interval)]
    Task<NodeState> Open(BlockPlan plan);

    /// <summary>Frees the block's memory and moves it, empty, to another silo, where it is opened; an older owner moves nothing.</summary>
    [Alias("move"), ResponseTimeout(Asking.Interval)]
    Task Move(long epoch, SiloAddress to);

    /// <summary>Sets weights, w̄ and w, of the first stage.</summary>
    [Alias("load"), ResponseTimeout(Asking.Interval)]
    Task Load(int first, WireVector<float> weights);

    /// <summary>Reads weights w.</summary>
    [Alias("read"), ResponseTimeout(Asking.Interval)]
    Task<WireVector<float>> Read(int first, int count);

    /// <summary>Reads the scores where the last question has left them.</summary>
    [Alias("readScores"), ResponseTimeout(Asking.Interval)]
    Task<WireVector<float>> ReadScores(int first, int count);

    /// <summary>Writes a tile of gradients, weight-major; the same tile may come again.</summary>
    [Alias("writeTile"), ResponseTimeout(Asking.Interval)]
    Task WriteTile(int stage, int row, int rows, int weight, WireVector<float> tile);
}
