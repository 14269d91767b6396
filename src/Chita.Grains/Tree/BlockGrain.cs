using Chita.Artifacts;
using Chita.Blocks;
using Chita.Blocks.Slices;
using Chita.Collectives;
using Chita.Grains.Placement;
using Chita.Grains.Storage;
using Chita.Grains.Wire;
using Chita.Numerics;
using Chita.Planning;
using Orleans.Placement;

namespace Chita.Grains.Tree;

/// <summary>A thin actor around a <see cref="WeightBlock"/>. Its kernels run on the solver threads, files on the thread pool; the turn only waits.</summary>
[KeepAlive, Immovable, OnSilo]
internal sealed class BlockGrain(SolverThreads threads, MemoryBudget memory, OpenBlocks open, BlockFiles files, SliceStore slices, SiloResources resources, ILocalSiloDetails silo)
    : NodeGrain, IBlockGrain, IDisposable
{
    private readonly List<string> _notices = [];
    private WeightBlock? _block;
    private BlockPlan? _plan;      // the stage that it has entered
    private (string Run, int Index)? _entry; // in the silo's list
    private IDisposable? _reservation; // of the silo's memory, without A
    private IDisposable? _columns;     // for A; null when that lies on the disk
    private bool _hasWeights;      // of the stage
    private int _persisted = -1;   // the stage whose first weights w are, when they are
    private BlockDigest? _sealed;  // the digest of A, once it is complete

    protected override ICollectives Node => Block;

    private WeightBlock Block => _block ?? throw Lost();

    public async Task<NodeState> Open(BlockPlan plan)
    {
        Admit(plan.Stage.Epoch);
        if (_block is null)
            Take(plan);
        if (plan.Stage.Spilled && _columns is not null)
            await SpillAsync(Block, plan);
        if (_plan?.Stage.Stage != plan.Stage.Stage)
            await EnterAsync(plan);
        else
            await RestoreAsync(Block);
        (_plan, _persisted) = (plan, -1);
        await BringBackColumnsAsync(plan);
        return State();
    }

    public Task Load(int first, WireVector<float> weights)
    {
        var block = Block;
        return threads.RunAsync(1, _ => block.Load(first, weights.Values.Span));
    }

    public async Task<WireVector<float>> Read(int first, int count)
    {
        var (block, weights) = (Block, new float[count]);
        await threads.RunAsync(1, _ => block.Read(first, weights));
        return WireVector.Of(weights);
    }

    public async Task<WireVector<float>> ReadScores(int first, int count)
    {
        var (block, scores) = (Block, new float[count]);
        await threads.RunAsync(1, _ => block.ReadScores(first, scores));
        return WireVector.Of(scores);
    }

    /// <summary>In the turn itself, not on the solver threads: the copy takes no longer than reading the message did, and must not wait for gradients.</summary>
    public Task WriteTile(int stage, int row, int rows, int weight, WireVector<float> tile)
    {
        var block = Block;
        if (stage != _plan!.Stage.Stage)
            throw new InvalidOperationException($"A tile of stage {stage} was refused: stage {_plan.Stage.Stage} is under way.");
        if (_sealed is null)
            block.WriteTile(row, rows, weight, tile.Values.Span);
        return Task.CompletedTask;
    }

    public override Task<NodeState> Seal(Ticket ticket) => Once(ticket, async () =>
    {
        var block = Block;
        if (_sealed is null && block.MissingRows().Length == 0)
        {
            var digest = await threads.RunAsync(block.Digest);
            await KeepColumnsAsync(block, digest);
            _sealed = digest;
        }

        return State();
    });

    public override Task Persist(Ticket ticket, int stage) => Once(ticket, async () =>
    {
        var (block, plan) = (Block, _plan!);
        if (files.Weights(plan.Stage.Run, stage, plan.Id) is { } path)
            await SaveAsync(path, () => block.SaveWeights(path, stage));
        if (stage == plan.Stage.Stage)
            _hasWeights = true;
        else
            _persisted = stage;
    });

    public override Task Restore(Ticket ticket) => Once(ticket, () => RestoreAsync(Block));

    public override Task Close(long epoch)
    {
        if (!IsStale(epoch))
        {
            Free();
            DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }

    public Task Move(long epoch, SiloAddress to)
    {
        if (!IsStale(epoch))
        {
            Free();
            MoveTo(to);
        }

        return Task.CompletedTask;
    }

    /// <summary>Frees the memory; the silo calls it when the activation goes.</summary>
    public void Dispose() => Free();

    /// <summary>Takes memory, if this is where the block is to live.</summary>
    private void Take(BlockPlan plan)
    {
        if (!plan.Silo.Equals(silo.SiloAddress))
        {
            MoveTo(plan.Silo);
            throw new NodeLostException($"{this.GetPrimaryKeyString()} was activated on {silo.SiloAddress} and belongs on {plan.Silo}: it moves there.");
        }

        try
        {
            var least = BytesOf(plan, spilled: true);
            _reservation = memory.Reserve(least);
            _columns = plan.Stage.Spilled ? null : memory.Reserve(BytesOf(plan, spilled: false) - least);
            _block = new WeightBlock(plan.Id, plan.Weights, plan.Stage.Rows, threads, plan.Stage.Storage, plan.Pattern, plan.Stage.Spilled ? resources.Spill : null);
        }
        catch
        {
            Free();
            DeactivateOnIdle();
            throw;
        }

        _entry = (plan.Stage.Run, plan.Index);
        Enlist(plan);
    }

    /// <summary>Memory has become too little since the block was made: A moves to the disk.</summary>
    private async Task SpillAsync(WeightBlock block, BlockPlan plan)
    {
        await Task.Run(() => block.Spill(resources.Spill!));
        _columns!.Dispose();
        _columns = null;
        Enlist(plan);
    }

    private static long BytesOf(BlockPlan plan, bool spilled) =>
        SolveWorkspace.BlockBytes(plan.Weights, plan.Stage.Rows, plan.Stage.Storage, plan.Pattern, spilled);

    private void Enlist(BlockPlan plan)
    {
        var turns = TaskScheduler.Current;
        open.Add(plan.Stage.Run, plan.Index, BytesOf(plan, _columns is null), epoch => Task.Factory.StartNew(() => Close(epoch), CancellationToken.None, TaskCreationOptions.None, turns).Unwrap());
    }

    /// <summary>
    /// A deactivated grain would come back here, and not where its next caller's hint says, for callers that have its old address in their cache.
    /// One that moved is found by all.
    /// </summary>
    private void MoveTo(SiloAddress to)
    {
        using var hint = PlacementHint.On(to);
        this.MigrateOnIdle();
    }

    private Task RestoreAsync(WeightBlock block) => threads.RunAsync(1, _ => block.Restore());

    private async Task EnterAsync(BlockPlan plan)
    {
        var (block, stage) = (Block, plan.Stage.Stage);
        var path = files.Weights(plan.Stage.Run, stage, plan.Id);
        var isKept = path is not null && File.Exists(path);
        if (_persisted == stage)
            await threads.RunAsync(1, _ => block.BeginStage());
        else if (isKept)
            await Task.Run(() =>
            {
                block.LoadWeights(path!, stage);
                block.BeginStage();
            });
        else if (stage > 0)
            throw new InvalidOperationException($"{plan.Id}: the weights that stage {stage} begins with are not to be found{(path is null ? "" : $" at {path}")}.");
        _hasWeights = _persisted == stage || isKept;
        _sealed = null;
    }

    private async Task BringBackColumnsAsync(BlockPlan plan)
    {
        if (Block.MissingRows().Length == 0)
            return;
        var name = SliceStore.NameOf(plan.Stage.Run, plan.Stage.Stage, plan.Id);
        try
        {
            var block = Block;
            await using var slice = await slices.OpenAsync(name);
            if (slice is not null)
                await Task.Run(() => block.LoadColumns(slice, name, plan.Stage.Stage));
        }
        catch (Exception failure) when (failure is SliceException or ArtifactException or IOException)
        {
            _notices.Add($"{failure.Message.TrimEnd('.')}. Its gradients are computed again.");
        }
    }

    /// <summary>A slice store that is full or away costs time if this silo dies, and nothing else.</summary>
    private async Task KeepColumnsAsync(WeightBlock block, BlockDigest digest)
    {
        var plan = _plan!;
        var name = SliceStore.NameOf(plan.Stage.Run, plan.Stage.Stage, plan.Id);
        if (!slices.IsUsed)
            return;
        try
        {
            await using var slice = block.OpenColumns(plan.Stage.Stage, digest);
            if (!await slices.HasAsync(name))
                await slices.KeepAsync(name, slice);
        }
        catch (Exception failure) when (failure is ArtifactException or IOException or UnauthorizedAccessException)
        {
            _notices.Add($"{plan.Id}: its slice could not be kept ({failure.Message}). If its silo dies, its gradients are computed again.");
        }
    }

    private static Task SaveAsync(string path, Action save) => Task.Run(() =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        save();
    });

    private NodeState State()
    {
        var missing = _sealed is null ? Block.MissingRows() : [];
        int[] hull = missing.Length == 0 ? [0, 0] : [missing[0].First, missing[^1].First + missing[^1].Count];
        var state = new NodeState(
            _hasWeights, WireVector.Of(hull), WireVector.Of<ulong>(_sealed is { } digest ? [digest.High, digest.Low] : []), [.. _notices]);
        _notices.Clear();
        return state;
    }

    private void Free()
    {
        if (_entry is { } entry)
            open.Remove(entry.Run, entry.Index);
        _block?.Dispose();
        _columns?.Dispose();
        _reservation?.Dispose();
        if (_block is not null && open.IsEmpty)
            Task.Run(NativeHeap.Trim).Ignore(); // the last one here
        (_block, _reservation, _columns, _plan, _entry) = (null, null, null, null, null);
    }
}
