using Chita.Blocks;
using Chita.Collectives;
using Chita.Numerics;
using Orleans.Placement;

namespace Chita.Grains.Tree;

/// <summary>A thin actor around a <see cref="CollectiveTree"/> over its blocks. Messages pass on with a part of the ticket they came with.</summary>
[KeepAlive, Immovable]
internal sealed class LayerGrain(SolverThreads threads) : NodeGrain, ILayerGrain
{
    private IBlockGrain[] _blocks = [];
    private CollectiveTree? _tree;
    private Ticket _served; // whose parts are counted
    private int _parts;

    protected override ICollectives Node => _tree ?? throw new InvalidOperationException($"Layer {this.GetPrimaryKeyString()} is not open.");

    public async Task Open(LayerPlan plan)
    {
        var tensor = new TensorSize(plan.Tensor, plan.Weights);
        var cuts = new WeightLayout([tensor], plan.BlockSize).Cut(tensor).ToArray();
        _blocks = [.. cuts.Select(cut => GrainFactory.GetGrain<IBlockGrain>(GrainKeys.Block(plan.Campaign, cut.Id)))];
        _tree = new CollectiveTree([.. _blocks.Select(block => new RemoteNode(block, NextTicket))], threads);
        await Task.WhenAll(cuts.Zip(_blocks, (cut, block) => block.Open(new BlockPlan(plan.Tensor, cut.Id.Number, cut.Weights, plan.Rows, plan.Storage))));
    }

    public override Task BeginStage(Ticket ticket, int stage) => Once(ticket, () => AllAsync(block => block.BeginStage(ticket, stage)));

    public override Task Seal(Ticket ticket) => Once(ticket, () => AllAsync(block => block.Seal(ticket)));

    public override Task Restore(Ticket ticket) => Once(ticket, () => AllAsync(block => block.Restore(ticket)));

    public override async Task Close()
    {
        await AllAsync(block => block.Close());
        DeactivateOnIdle();
    }

    /// <summary>The ticket being served, and which of the messages sent on for it this is: the same again when it is served again.</summary>
    private Ticket NextTicket()
    {
        if (_served != Current)
            (_served, _parts) = (Current, 0);
        return Current with { Part = _parts++ };
    }

    private Task AllAsync(Func<IBlockGrain, Task> ask) => Task.WhenAll(_blocks.Select(ask));
}
