using System.Buffers;
using Chita.Blocks;
using Chita.Campaigns;
using Chita.Gradients;
using Chita.Grains.Tree;
using Chita.Grains.Wire;
using Chita.Networks;
using Chita.Numerics;
using Chita.Output;
using Microsoft.Extensions.Logging;
using Orleans.Placement;

namespace Chita.Grains.Gradients;

/// <summary>A thin actor around a <see cref="NetworkSession"/>; cuts rows of A into tiles and streams them to the blocks.</summary>
[KeepAlive, Immovable]
internal sealed class GradientGrain(SiloResources resources, SolverThreads threads, ILogger<GradientGrain> logger) : Grain, IGradientGrain
{
    /// <summary>Rows computed together: their gradients of one weight fill a cache line of A.</summary>
    private const int GroupRows = 16;

    /// <summary>Weights in a tile: 256 KiB with a full group.</summary>
    private const int TileWeights = 4096;

    /// <summary>Tiles on their way at once.</summary>
    private const int TilesInFlight = 8;

    private NetworkSession? _session;
    private CampaignSpec? _spec;
    private int _done;      // any solver thread, interlocked
    private int _toDo = 1;

    private NetworkSession Session => _session ?? throw new InvalidOperationException($"The network of {this.GetPrimaryKeyString()} is not open.");

    public async Task<NetworkDescription> Open(CampaignText campaign)
    {
        _spec ??= campaign.Parse(resources.DataRoot);
        logger.LogInformation("{Native}", await threads.RunAsync(NativeTorch.EnsureLoaded));
        _session ??= await threads.RunAsync(() => new NetworkSession(_spec, threads));
        return new NetworkDescription(
            [.. Session.Layout.Tensors.Select(tensor => new TensorDescription(tensor.Name, tensor.Weights, tensor.Pattern))],
            Session.Rows, Session.EvaluationSamples, _spec.Solver.Storage);
    }

    public async Task SendWeights()
    {
        foreach (var cut in Cuts())
        {
            var weights = await threads.RunAsync(() => Session.ReadWeights(cut));
            await Block(cut).Load(0, WireVector.Of(weights));
        }
    }

    public async Task FetchWeights()
    {
        foreach (var tensor in Session.Layout.Tensors)
        {
            var weights = new float[tensor.Weights];
            foreach (var cut in Session.Layout.Cut(tensor))
            {
                var part = await Block(cut).Read(0, cut.Weights);
                part.Values.CopyTo(weights.AsMemory((int)cut.First));
            }

            await threads.RunAsync(1, _ => Session.Write(tensor.Name, weights));
        }
    }

    public async Task Compute(int stage, CancellationToken cancellation)
    {
        Begin(Session.Rows);
        RowGroup? group = null;
        for (var first = 0; first < Session.Rows; first += GroupRows)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Math.Min(GroupRows, Session.Rows - first);
            if (group?.Rows != rows)
                group = new RowGroup(rows, Session.Layout.Weights);
            await Session.ComputeRowsAsync(stage, first, group);
            await SendAsync(stage, group);
            Interlocked.Add(ref _done, rows);
        }
    }

    public async Task<double> Measure(CancellationToken cancellation)
    {
        Begin(Session.EvaluationSamples);
        var evaluation = await Session.EvaluateAsync(samples => Interlocked.Add(ref _done, samples), cancellation);
        return evaluation.Measure(_spec!.Evaluation!.Metric);
    }

    public Task<WrittenModel> Write(string folder) =>
        threads.RunAsync(() => ModelWriter.Write(Session.Network, Session.Prunable, folder, _spec!.Output.Formats));

    public Task<double> GetProgress() => Task.FromResult((double)Volatile.Read(ref _done) / _toDo);

    public Task Close()
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

    private void Begin(int toDo)
    {
        _toDo = Math.Max(1, toDo);
        Volatile.Write(ref _done, 0);
    }

    private async Task SendAsync(int stage, RowGroup group)
    {
        using var window = new SemaphoreSlim(TilesInFlight);
        var sends = new List<Task>();
        var offset = 0L;
        foreach (var tensor in Session.Layout.Tensors)
        {
            foreach (var cut in Session.Layout.Cut(tensor))
            {
                for (var weight = 0; weight < cut.Weights; weight += TileWeights)
                {
                    await window.WaitAsync();
                    sends.Add(SendTileAsync(stage, group, cut, offset + cut.First, weight, window));
                }
            }

            offset += tensor.Weights;
        }

        await Task.WhenAll(sends);
    }

    /// <summary>
    /// Sends one tile. Its memory is lent from the pool and goes back once the block has copied it: never after a failure, when it may
    /// still be read.
    /// </summary>
    private async Task SendTileAsync(int stage, RowGroup group, BlockCut cut, long blockOffset, int weight, SemaphoreSlim window)
    {
        var length = Math.Min(TileWeights, cut.Weights - weight) * group.Rows;
        var memory = ArrayPool<float>.Shared.Rent(length);
        try
        {
            await threads.RunAsync(1, _ => group.CopyTile(blockOffset + weight, memory.AsSpan(0, length)));
            await Block(cut).WriteTile(stage, group.First, group.Rows, weight, new WireVector<float>(memory.AsMemory(0, length)));
            ArrayPool<float>.Shared.Return(memory);
        }
        finally
        {
            window.Release();
        }
    }

    private IEnumerable<BlockCut> Cuts() => Session.Layout.Tensors.SelectMany(tensor => Session.Layout.Cut(tensor));

    private IBlockGrain Block(BlockCut cut) => GrainFactory.GetGrain<IBlockGrain>(GrainKeys.Block(this.GetPrimaryKeyString(), cut.Id));

    private void Free()
    {
        _session?.Dispose();
        _session = null;
    }
}
