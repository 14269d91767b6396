using Chita.Blocks;
using Chita.Collectives;
using Chita.Grains.Wire;
using Chita.Numerics;
using Orleans.Placement;

namespace Chita.Grains.Tree;

/// <summary>A thin actor around a <see cref="WeightBlock"/>. Its kernels run on the solver threads; the turn only waits.</summary>
[KeepAlive, Immovable]
internal sealed class BlockGrain(SolverThreads threads) : NodeGrain, IBlockGrain
{
    private WeightBlock? _block;
    private int _stage = -1;

    protected override ICollectives Node => Block;

    private WeightBlock Block => _block ?? throw new InvalidOperationException($"Block {this.GetPrimaryKeyString()} is not open.");

    public Task Open(BlockPlan plan)
    {
        _block ??= new WeightBlock(new BlockId(plan.Tensor, plan.Number), plan.Weights, plan.Rows, threads, plan.Storage, plan.Pattern);
        return Task.CompletedTask;
    }

    public Task Load(int first, WireVector<float> weights) => threads.RunAsync(1, _ => Block.Load(first, weights.Values.Span));

    public async Task<WireVector<float>> Read(int first, int count)
    {
        var weights = new float[count];
        await threads.RunAsync(1, _ => Block.Read(first, weights));
        return WireVector.Of(weights);
    }

    public Task WriteTile(int stage, int row, int rows, int weight, WireVector<float> tile) => stage == _stage
        ? threads.RunAsync(1, _ => Block.WriteTile(row, rows, weight, tile.Values.Span))
        : throw new InvalidOperationException($"A tile of stage {stage} was refused: stage {_stage} is under way.");

    public override Task BeginStage(Ticket ticket, int stage) => Once(ticket, () =>
    {
        _stage = stage;
        return threads.RunAsync(1, _ => Block.BeginStage());
    });

    public override Task Seal(Ticket ticket) => Once(ticket, () => threads.RunAsync(1, _ => Block.Seal()));

    public override Task Restore(Ticket ticket) => Once(ticket, () => threads.RunAsync(1, _ => Block.Restore()));

    public override Task Close()
    {
        Free();
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Free();
        return Task.CompletedTask;
    }

    private void Free()
    {
        _block?.Dispose();
        _block = null;
    }
}
