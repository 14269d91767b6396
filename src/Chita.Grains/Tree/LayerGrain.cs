using Chita.Blocks;
using Chita.Collectives;
using Chita.Numerics;
using Orleans.Placement;

namespace Chita.Grains.Tree;

/// <summary>A thin actor around a <see cref="CollectiveTree"/> over its blocks. Messages pass on with the ticket they came with.</summary>
[KeepAlive, Immovable]
internal sealed class LayerGrain(SolverThreads threads) : NodeGrain, ILayerGrain
{
    private IBlockGrain[] _blocks = [];
    private CollectiveTree? _tree;

    protected override ICollectives Node => _tree ?? throw new InvalidOperationException($"Layer {this.GetPrimaryKeyString()} is not open.");

    public async Task Open(LayerPlan plan)
    {
        var tensor = new TensorSize(plan.Tensor, plan.Weights) { Pattern = plan.Pattern };
        var layout = new WeightLayout([tensor], plan.BlockSize);
        var cuts = layout.Cut(tensor).ToArray();
        _blocks = [.. cuts.Select(cut => GrainFactory.GetGrain<IBlockGrain>(GrainKeys.Block(plan.Campaign, cut.Id)))];
        _tree = Tree(layout.Tree(tensor));
        await Task.WhenAll(cuts.Zip(_blocks, (cut, block) => block.Open(new BlockPlan(plan.Tensor, cut.Id.Number, cut.Weights, plan.Rows, plan.Pattern, plan.Storage))));
    }

    public override Task BeginStage(Ticket ticket, int stage) => Once(ticket, () => AllAsync(block => block.BeginStage(ticket, stage)));

    public override Task Seal(Ticket ticket) => Once(ticket, () => AllAsync(block => block.Seal(ticket)));

    public override Task Restore(Ticket ticket) => Once(ticket, () => AllAsync(block => block.Restore(ticket)));

    public override async Task Close()
    {
        await AllAsync(block => block.Close());
        DeactivateOnIdle();
    }

    private CollectiveTree Tree(BlockNode node) => new(
        [.. node.Children.Select(child => child.IsBlock ? (ICollectives)new RemoteNode(_blocks[child.Number], () => Current) : Tree(child))], threads);

    private Task AllAsync(Func<IBlockGrain, Task> ask) => Task.WhenAll(_blocks.Select(ask));
}
