using Chita.Blocks;
using Chita.Collectives.Patterns;

namespace Chita.Grains.Tree;

/// <summary>One prunable tensor: cuts it into blocks and adds their answers in order. Key: campaign/tensor.</summary>
[Alias("chita.ILayer")]
public interface ILayerGrain : INodeGrain
{
    /// <summary>Opens the layer and its blocks.</summary>
    [Alias("open"), ResponseTimeout(NodeTimeout.Kernel)]
    Task Open(LayerPlan plan);
}

/// <summary>What a layer needs to know.</summary>
/// <param name="Campaign">The campaign's name.</param>
/// <param name="Tensor">The tensor's name.</param>
/// <param name="Weights">Number of weights.</param>
/// <param name="BlockSize">Weights per block.</param>
/// <param name="Rows">n.</param>
/// <param name="Pattern">How scores are ranked.</param>
/// <param name="Storage">How blocks keep A.</param>
[GenerateSerializer, Immutable, Alias("chita.LayerPlan")]
public sealed record LayerPlan(
    [property: Id(0)] string Campaign, [property: Id(1)] string Tensor, [property: Id(2)] long Weights, [property: Id(3)] int BlockSize, [property: Id(4)] int Rows,
    [property: Id(5)] BlockPattern Pattern, [property: Id(6)] GradientStorage Storage);
