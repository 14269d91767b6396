using Chita.Blocks;
using Chita.Collectives;
using Chita.Grains.Placement;
using Chita.Grains.Wire;
using Chita.Numerics;
using Orleans.Placement;

namespace Chita.Grains.Tree;

/// <summary>
/// A thin actor around a <see cref="CollectiveTree"/> over what is below it: blocks, or branches that add up some each. Messages pass on with the
/// ticket they came with.
/// </summary>
[KeepAlive, Immovable, OnSilo]
internal sealed class LayerGrain(SolverThreads threads) : NodeGrain, ILayerGrain
{
    private INodeGrain[] _children = [];
    private CollectiveTree? _tree;

    protected override ICollectives Node => _tree ?? throw Lost();

    public async Task<NodeState> Open(LayerPlan plan)
    {
        Admit(plan.Stage.Epoch);
        var tensor = new TensorSize(plan.Tensor, plan.Weights) { Pattern = plan.Pattern };
        var layout = new WeightLayout([tensor], plan.Stage.BlockSize);
        var node = plan.Node is { } branch ? layout.Node(tensor, branch.Level, branch.Number) : layout.Tree(tensor);
        var children = node.Children;
        _children = [.. children.Select(child => Child(plan, child))];
        _tree = new CollectiveTree([.. _children.Select(child => new RemoteNode(child, () => Current))], threads);
        return NodeState.Concat(await Task.WhenAll(children.Zip(_children, (child, grain) => OpenAsync(plan, node, child, grain))));
    }

    public override Task<NodeState> Seal(Ticket ticket) => Once(ticket, async () => NodeState.Concat(await AllAsync(child => child.Seal(ticket))));

    public override Task Persist(Ticket ticket, int stage) => Once(ticket, () => AllAsync(child => child.Persist(ticket, stage)));

    public override Task Restore(Ticket ticket) => Once(ticket, () => AllAsync(child => child.Restore(ticket)));

    public override async Task Close(long epoch)
    {
        if (IsStale(epoch))
            return;
        await Task.WhenAll(_children.Select(child => child.Close(epoch)));
        DeactivateOnIdle();
    }

    /// <summary>Where a node that adds up blocks is to live: where most of them do, so that the fewest vectors travel.</summary>
    internal static int SiloOf(ReadOnlySpan<int> blocks) => blocks.ToArray().CountBy(silo => silo).MaxBy(count => count.Value).Key;

    private INodeGrain Child(LayerPlan plan, BlockNode child) => child.IsBlock
        ? GrainFactory.GetGrain<IBlockGrain>(GrainKeys.Block(plan.Stage.Campaign, child.Cut.Id))
        : GrainFactory.GetGrain<ILayerGrain>(GrainKeys.Branch(plan.Stage.Campaign, plan.Tensor, child));

    private static Task<NodeState> OpenAsync(LayerPlan plan, BlockNode node, BlockNode child, INodeGrain grain)
    {
        var silos = plan.SiloOf.Values.Slice(child.FirstBlock - node.FirstBlock, child.Blocks);
        var silo = plan.Silos[SiloOf(silos.Span)];
        return Asking.UntilAnsweredAsync(() =>
        {
            using var hint = PlacementHint.On(silo);
            return grain is IBlockGrain block
                ? block.Open(new BlockPlan(plan.Stage, plan.Tensor, child.Number, plan.FirstBlock + child.Number, child.Cut.Weights, plan.Pattern, silo))
                : ((ILayerGrain)grain).Open(plan with { Node = new NodePlace(child.Level, child.Number), SiloOf = new WireVector<int>(silos) });
        });
    }

    private Task<T[]> AllAsync<T>(Func<INodeGrain, Task<T>> ask) =>
        _tree is null ? throw Lost() : Task.WhenAll(_children.Select(child => Asking.UntilAnsweredAsync(() => ask(child))));

    private Task AllAsync(Func<INodeGrain, Task> ask) =>
        _tree is null ? throw Lost() : Task.WhenAll(_children.Select(child => Asking.UntilAnsweredAsync(() => ask(child))));
}
