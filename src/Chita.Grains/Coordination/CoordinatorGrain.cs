using Chita.Blocks.Slices;
using Chita.Collectives;
using Chita.Grains.Placement;
using Chita.Grains.Storage;
using Chita.Grains.Tree;
using Chita.Grains.Wire;
using Chita.Numerics;
using Chita.Pruning;
using Orleans.Placement;

namespace Chita.Grains.Coordination;

/// <summary>A thin actor around an <see cref="IPruningMethod"/>, whose blocks are the layer grains.</summary>
[KeepAlive, Immovable, OnSilo]
internal sealed class CoordinatorGrain : Grain, ICoordinatorGrain
{
    private readonly SolverThreads _threads;
    private readonly ISiloCatalog _silos;
    private readonly Guid _me = Guid.NewGuid();
    private readonly Durable<CheckpointRecord> _checkpoint;
    private readonly WorkUnderWay _work = new();
    private StageRequest? _stage;
    private ILayerGrain[] _layers = [];
    private Ticket[] _tickets = []; // the last ticket of each layer
    private CollectiveTree? _tree;
    private bool _isSealed; // all rows of the stage's A are there
    private SolveJournal? _journal; // of the last solve
    private PruningProblem? _problem; // likewise
    private (CancellationTokenSource Cancel, Task Done)? _running;

    public CoordinatorGrain(
        SolverThreads threads, ISiloCatalog silos, TimeProvider time,
        [PersistentState("checkpoint", GrainStorage.Name)] IPersistentState<CheckpointRecord> checkpoint)
    {
        (_threads, _silos) = (threads, silos);
        _checkpoint = new(checkpoint, time);
    }

    private long? Epoch => _stage?.Epoch;

    public Task<OpenedStage> Open(StageRequest request) =>
        _work.JoinAsync((nameof(Open), request.Run, request.Epoch, request.Stage, request.MayMove), _ => OpenAsync(request));

    public Task<SealedStage> Seal() => _work.JoinAsync((nameof(Seal), Epoch), _ => SealAsync());

    public Task<StageOutcome> Solve(int number, string method, PruningProblem problem, CancellationToken cancellation) =>
        _work.JoinAsync((nameof(Solve), Epoch, number, method), cancel => SolveAsync(number, method, problem, cancel), cancellation);

    public Task<ScoredDual> Score() => _work.JoinAsync((nameof(Score), Epoch), _ => ScoreAsync());

    public Task Restore() => _work.JoinAsync((nameof(Restore), Epoch), _ => AllAsync((layer, ticket) => layer.Restore(ticket)));

    public Task Persist(int stage) => _work.JoinAsync((nameof(Persist), Epoch, stage), _ => AllAsync((layer, ticket) => layer.Persist(ticket, stage)));

    public Task<CoordinatorProgress> GetProgress() => Task.FromResult(new CoordinatorProgress(_journal?.Last, _checkpoint.Waiting));

    public async Task Close(long epoch, bool forget)
    {
        if (epoch < _stage?.Epoch || epoch < _checkpoint.Value.Epoch)
            return;
        await EndSolveAsync();
        await Task.WhenAll(_layers.Select(layer => layer.Close(epoch)));
        if (forget && _checkpoint.Value.Run.Length > 0)
            await _checkpoint.ClearAsync();
        DeactivateOnIdle();
    }

    private async Task<OpenedStage> OpenAsync(StageRequest request)
    {
        if (request.Epoch < _stage?.Epoch)
            throw new StaleOwnerException($"Epoch {request.Epoch} was refused: epoch {_stage.Epoch} owns campaign {this.GetPrimaryKeyString()}.");
        await EndSolveAsync();

        var campaign = this.GetPrimaryKeyString();
        var tensors = request.Network.Tensors;
        _layers = [.. tensors.Select(tensor => GrainFactory.GetGrain<ILayerGrain>(GrainKeys.Layer(campaign, tensor.Name)))];
        // A repeat counts on: tickets used again would be answered from memory, or refused.
        if (request.Epoch != _stage?.Epoch || _tickets.Length != _layers.Length)
            _tickets = [.. _layers.Select(_ => new Ticket(request.Epoch, 0))];
        (_stage, _isSealed) = (request, false);
        _tree = new CollectiveTree([.. _layers.Select((layer, i) => new RemoteNode(layer, () => NextTicket(i)))], _threads);

        var placed = await new BlockPlacement(campaign, request, GrainFactory, _silos).PlaceAsync();
        var states = await Task.WhenAll(_layers.Select((layer, i) => OpenAsync(layer, tensors[i], placed)));
        return new OpenedStage(NodeState.Concat(states), placed.Silos, WireVector.Of(placed.SiloOf), placed.Spilled);
    }

    private async Task<SealedStage> SealAsync()
    {
        Tree();
        var states = await Task.WhenAll(_layers.Select((layer, i) => AskAsync(i, layer.Seal)));
        var state = NodeState.Concat(states);
        _isSealed = state.IsComplete;
        return new SealedStage(state, state.IsComplete ? [.. states.Select(layer => BlockDigest.Together(layer.Digests.Values.Span).ToString())] : []);
    }

    private async Task<StageOutcome> SolveAsync(int number, string method, PruningProblem problem, CancellationToken cancellation)
    {
        var tree = Tree();
        if (problem.Rows > 0 && !_isSealed)
            throw new InvalidOperationException($"{this.GetPrimaryKeyString()}: not all gradients of stage {_stage!.Stage} have come.");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var done = new TaskCompletionSource();
        _running = (cancel, done.Task);
        try
        {
            var mine = new CheckpointRecord { Run = _stage!.Run, Epoch = _stage.Epoch, Writer = _me, Stage = _stage.Stage, Solve = number };
            _problem = problem;
            _journal = new SolveJournal(_checkpoint, mine, _stage.Checkpoints, cancel.Token);
            var result = await PruningMethods.Named(method).SolveAsync(problem, tree, _threads, _journal, cancel.Token);
            return new StageOutcome(result, WireVector.Of(_journal.Trace));
        }
        finally
        {
            _running = null;
            done.SetResult();
        }
    }

    private Task<ScoredDual> ScoreAsync()
    {
        var tree = Tree();
        return _journal?.Committed is { } q && _problem is { } problem
            ? ScoredDual.AtAsync(problem, tree, q)
            : throw new InvalidOperationException($"{this.GetPrimaryKeyString()}: nothing was solved here whose weights have a dual vector.");
    }

    private CollectiveTree Tree()
    {
        if (_tree is not null)
            return _tree;
        DeactivateOnIdle();
        throw new NodeLostException($"The coordinator of {this.GetPrimaryKeyString()} is not open here.");
    }

    /// <summary>An owner that died may have left a solve behind, which nobody waits for any more.</summary>
    private async Task EndSolveAsync()
    {
        if (_running is not { } running)
            return;
        await running.Cancel.CancelAsync();
        await running.Done;
    }

    private Task<NodeState> OpenAsync(ILayerGrain layer, Gradients.TensorDescription tensor, PlacedBlocks placed)
    {
        var request = _stage!;
        var (first, silos) = placed.Tensors[tensor.Name];
        var plan = new StagePlan(
            this.GetPrimaryKeyString(), request.Run, request.Epoch, request.Stage, request.BlockSize, request.Network.Rows, request.Network.Storage, placed.Spilled);
        return Asking.UntilAnsweredAsync(() =>
        {
            using var hint = PlacementHint.On(placed.Silos[LayerGrain.SiloOf(silos)]);
            return layer.Open(new LayerPlan(plan, tensor.Name, tensor.Weights, tensor.Pattern, first, placed.Silos, WireVector.Of(silos)));
        });
    }

    private Task AllAsync(Func<ILayerGrain, Ticket, Task> ask)
    {
        Tree();
        return Task.WhenAll(_layers.Select((layer, i) => AskAsync(i, ticket => ask(layer, ticket))));
    }

    private Task AskAsync(int layer, Func<Ticket, Task> ask)
    {
        var ticket = NextTicket(layer);
        return Asking.UntilAnsweredAsync(() => ask(ticket));
    }

    private Task<T> AskAsync<T>(int layer, Func<Ticket, Task<T>> ask)
    {
        var ticket = NextTicket(layer);
        return Asking.UntilAnsweredAsync(() => ask(ticket));
    }

    private Ticket NextTicket(int layer) => _tickets[layer] = _tickets[layer] with { Sequence = _tickets[layer].Sequence + 1 };
}
