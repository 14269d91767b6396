namespace Chita.Grains.Tree;

/// <summary>
/// One prunable tensor: cuts it into blocks and adds their answers in order; a long one by branches, which are grains of this kind themselves. Key:
/// campaign/tensor, and for a branch its place in the tree.
/// </summary>
[Alias("chita.ILayer")]
public interface ILayerGrain : INodeGrain
{
    /// <summary>Opens the layer and its blocks at a stage.</summary>
    [Alias("open"), ResponseTimeout(Asking.Interval)]
    Task<NodeState> Open(LayerPlan plan);
}
