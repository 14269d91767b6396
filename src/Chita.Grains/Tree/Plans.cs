using Chita.Blocks;
using Chita.Collectives.Patterns;
using Chita.Grains.Wire;

namespace Chita.Grains.Tree;

/// <summary>What all nodes of a campaign need to know of a stage.</summary>
/// <param name="Campaign">The campaign's name.</param>
/// <param name="Run">Names this run of it: where files lie.</param>
/// <param name="Epoch">The owner's epoch: messages of an older one are refused from now on.</param>
/// <param name="Stage">The stage, from 0.</param>
/// <param name="BlockSize">Weights per block.</param>
/// <param name="Rows">n.</param>
/// <param name="Storage">How blocks keep A.</param>
/// <param name="Spilled">Whether on their silos' disks.</param>
[GenerateSerializer, Immutable, Alias("chita.StagePlan")]
public sealed record StagePlan(
    [property: Id(0)] string Campaign, [property: Id(1)] string Run, [property: Id(2)] long Epoch, [property: Id(3)] int Stage,
    [property: Id(4)] int BlockSize, [property: Id(5)] int Rows, [property: Id(6)] GradientStorage Storage,
    [property: Id(7)] bool Spilled = false);

/// <summary>A branch's place in its layer's tree, <see cref="BlockNode"/>.</summary>
/// <param name="Level">1 for what adds up blocks, and one more for each step up.</param>
/// <param name="Number">Its place among the nodes of this level.</param>
[GenerateSerializer, Immutable, Alias("chita.NodePlace")]
public readonly record struct NodePlace([property: Id(0)] int Level, [property: Id(1)] int Number);

/// <summary>What a layer, or a branch of it, needs to know.</summary>
/// <param name="Stage">What all nodes need to know.</param>
/// <param name="Tensor">The tensor's name.</param>
/// <param name="Weights">Its number of weights.</param>
/// <param name="Pattern">How its scores are ranked.</param>
/// <param name="FirstBlock">Number of the tensor's first block among all of the network.</param>
/// <param name="Silos">The silos there are.</param>
/// <param name="SiloOf">For each block below, which of them it lives on.</param>
/// <param name="Node">Which branch; null for the layer itself.</param>
[GenerateSerializer, Immutable, Alias("chita.LayerPlan")]
public sealed record LayerPlan(
    [property: Id(0)] StagePlan Stage, [property: Id(1)] string Tensor, [property: Id(2)] long Weights, [property: Id(3)] BlockPattern Pattern,
    [property: Id(4)] int FirstBlock, [property: Id(5)] IReadOnlyList<SiloAddress> Silos, [property: Id(6)] WireVector<int> SiloOf,
    [property: Id(7)] NodePlace? Node = null);

/// <summary>What a block needs to know.</summary>
/// <param name="Stage">What all nodes need to know.</param>
/// <param name="Tensor">The tensor's name.</param>
/// <param name="Number">The block's number in it.</param>
/// <param name="Index">Its number among all blocks of the network.</param>
/// <param name="Weights">Number of weights.</param>
/// <param name="Pattern">How its scores are ranked.</param>
/// <param name="Silo">Where it is to live.</param>
[GenerateSerializer, Immutable, Alias("chita.BlockPlan")]
public sealed record BlockPlan(
    [property: Id(0)] StagePlan Stage, [property: Id(1)] string Tensor, [property: Id(2)] int Number, [property: Id(3)] int Index,
    [property: Id(4)] int Weights, [property: Id(5)] BlockPattern Pattern, [property: Id(6)] SiloAddress Silo)
{
    /// <summary>The block's name.</summary>
    public BlockId Id => new(Tensor, Number);
}
