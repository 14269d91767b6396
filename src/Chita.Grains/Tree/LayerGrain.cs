using Chita.Blocks;
using Chita.Collectives;
using Chita.Grains.Placement;
using Chita.Numerics;
using Orleans.Placement;

namespace Chita.Grains.Tree;

/// <summary>A thin actor around a <see cref="CollectiveTree"/> over its blocks. Messages pass on with the ticket they came with.</summary>
[KeepAlive, Immovable, OnSilo]
internal sealed class LayerGrain(SolverThreads threads) : NodeGrain, ILayerGrain
{
    private IBlockGrain[] _blocks = [];
    private CollectiveTree? _tree;

    protected override ICollectives Node => _tree ?? throw Lost();

    public async Task<NodeState> Open(LayerPlan plan)
    {
        Admit(plan.Stage.Epoch);
        var tensor = new TensorSize(plan.Tensor, plan.Weights) { Pattern = plan.Pattern };
        var cuts = new WeightLayout([tensor], plan.Stage.BlockSize).Cut(tensor).ToArray();
        _blocks = [.. cuts.Select(cut => GrainFactory.GetGrain<IBlockGrain>(GrainKeys.Block(plan.Stage.Campaign, cut.Id)))];
        _tree = new CollectiveTree([.. _blocks.Select(block => new RemoteNode(block, () => Current))], threads);
        return await AllAsync((block, i) =>
        {
            var silo = plan.Silos[plan.SiloOf.Values.Span[i]];
            using var hint = PlacementHint.On(silo);
            return block.Open(new BlockPlan(plan.Stage, plan.Tensor, i, plan.FirstBlock + i, cuts[i].Weights, plan.Pattern, silo));
        });
    }

    public override Task<NodeState> Seal(Ticket ticket) => Once(ticket, () => AllAsync((block, _) => block.Seal(ticket)));

    public override Task Persist(Ticket ticket, int stage) => Once(ticket, () => AllAsync(block => block.Persist(ticket, stage)));

    public override Task Restore(Ticket ticket) => Once(ticket, () => AllAsync(block => block.Restore(ticket)));

    public override async Task Close(long epoch)
    {
        if (IsStale(epoch))
            return;
        await AllAsync(block => block.Close(epoch));
        DeactivateOnIdle();
    }

    private async Task<NodeState> AllAsync(Func<IBlockGrain, int, Task<NodeState>> ask) => NodeState.Concat(await Task.WhenAll(_blocks.Select(ask)));

    private Task AllAsync(Func<IBlockGrain, Task> ask) => _tree is null ? throw Lost() : Task.WhenAll(_blocks.Select(ask));
}
