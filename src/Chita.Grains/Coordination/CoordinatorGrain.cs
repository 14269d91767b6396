using Chita.Collectives;
using Chita.Grains.Gradients;
using Chita.Grains.Tree;
using Chita.Numerics;
using Chita.Pruning;
using Orleans.Placement;

namespace Chita.Grains.Coordination;

/// <summary>A thin actor around an <see cref="IPruningMethod"/>, whose blocks are the layer grains.</summary>
[KeepAlive, Immovable]
internal sealed class CoordinatorGrain(SolverThreads threads) : Grain, ICoordinatorGrain, ISolveJournal
{
    private ILayerGrain[] _layers = [];
    private Ticket[] _tickets = []; // the last ticket of each layer
    private long _epoch;
    private CollectiveTree? _tree;
    private SolveProgress? _progress;

    public async Task Open(long epoch, NetworkDescription network, int blockSize)
    {
        if (epoch < _epoch)
            throw new InvalidOperationException($"Epoch {epoch} was refused: campaign {this.GetPrimaryKeyString()} is owned by epoch {_epoch}.");
        var campaign = this.GetPrimaryKeyString();
        _layers = [.. network.Tensors.Select(tensor => GrainFactory.GetGrain<ILayerGrain>(GrainKeys.Layer(campaign, tensor.Name)))];
        // A repeat counts on: tickets used again would be answered from memory, or refused.
        if (epoch != _epoch || _tickets.Length != _layers.Length)
            _tickets = [.. _layers.Select(_ => new Ticket(epoch, 0))];
        _epoch = epoch;
        _tree = new CollectiveTree([.. _layers.Select((layer, i) => new RemoteNode(layer, () => NextTicket(i)))], threads);
        await Task.WhenAll(_layers.Zip(network.Tensors, (layer, tensor) =>
            layer.Open(new LayerPlan(campaign, tensor.Name, tensor.Weights, blockSize, network.Rows, tensor.Pattern, network.Storage))));
    }

    public Task BeginStage(int stage) => AllAsync((layer, ticket) => layer.BeginStage(ticket, stage));

    public async Task<SolveResult> Solve(string method, PruningProblem problem, CancellationToken cancellation)
    {
        var tree = _tree ?? throw new InvalidOperationException($"Campaign {this.GetPrimaryKeyString()} has no open network.");
        _progress = null;
        if (problem.Rows > 0)
            await AllAsync((layer, ticket) => layer.Seal(ticket));
        return await PruningMethods.Named(method).SolveAsync(problem, tree, threads, this, cancellation);
    }

    public Task Restore() => AllAsync((layer, ticket) => layer.Restore(ticket));

    public Task<SolveProgress?> GetProgress() => Task.FromResult(_progress);

    void ISolveJournal.Report(SolveProgress progress) => _progress = progress;

    public async Task Close()
    {
        await Task.WhenAll(_layers.Select(layer => layer.Close()));
        DeactivateOnIdle();
    }

    private Task AllAsync(Func<ILayerGrain, Ticket, Task> ask) => Task.WhenAll(_layers.Select((layer, i) => ask(layer, NextTicket(i))));

    private Ticket NextTicket(int layer) => _tickets[layer] = _tickets[layer] with { Sequence = _tickets[layer].Sequence + 1 };
}
