using System.Runtime.InteropServices;
using Chita.Blocks;
using Chita.Campaigns;
using Chita.Gradients;
using Chita.Grains.Placement;
using Chita.Grains.Tree;
using Chita.Grains.Wire;
using Chita.Networks;
using Chita.Numerics;
using Chita.Output;
using Chita.Planning;
using Chita.Pruning;
using Chita.Pruning.Layers;
using Chita.Reports;
using Orleans.Placement;

namespace Chita.Grains.Gradients;

/// <summary>A thin actor around an <see cref="IGradientSource"/>.</summary>
[KeepAlive, Immovable, OnSilo]
internal sealed class GradientGrain(IGradientSources sources, SolverThreads threads, MemoryBudget memory, SiloResources resources) : Grain, IGradientGrain
{
    /// <summary>The weights that the network was read with.</summary>
    public const string OwnWeights = "stage 0";

    /// <summary>Weights in a message.</summary>
    private const int WeightsAtOnce = 32768;

    private readonly WorkUnderWay _work = new();
    private IGradientSource? _source;
    private CampaignText? _campaign;
    private CampaignSpec? _spec;
    private IDisposable? _reservation;
    private TileSender? _sender;
    private string? _weights; // names those that the network has; null while they are changed
    private string? _recalibrated; // names the weights that statistics were given for; others go with theirs

    private IGradientSource Source
    {
        get
        {
            if (_source is not null)
                return _source;
            DeactivateOnIdle();
            throw new NodeLostException($"The network of {this.GetPrimaryKeyString()} is not open.");
        }
    }

    private string Campaign => SiloKey.NameOf(this.GetPrimaryKeyString());

    /// <summary>What a silo sets aside for a campaign besides its blocks.</summary>
    internal static long BytesFor(IGradientSource source, CampaignSpec spec) =>
        source.Bytes + SolveWorkspace.BytesFor(source.Rows, source.Layout.Tensors.Count, LayerLocal.Solves(spec.Budget.Scope, source.Layout.Tensors.Count));

    public async Task<NetworkDescription> Open(CampaignText campaign)
    {
        if (_source is null)
            await OpenAsync(_spec = campaign.Parse(resources.DataRoot, followLinks: true));
        _campaign = campaign;
        return NetworkDescription.Of(Source, _spec!);
    }

    public Task SendWeights() => _work.JoinAsync(nameof(SendWeights), _ => SendWeightsAsync());

    private async Task SendWeightsAsync()
    {
        if (_weights != OwnWeights)
            throw new NodeLostException($"The network of {this.GetPrimaryKeyString()} no longer has the weights that it was read with.");
        var source = Source;
        foreach (var cut in source.Layout.Tensors.SelectMany(source.Layout.Cut))
        {
            var weights = await threads.RunAsync(() => source.ReadWeights(cut));
            foreach (var (first, count) in Pieces(weights.Length))
                await Asking.UntilAnsweredAsync(() => Block(cut).Load(first, WireVector.Of(weights[first..(first + count)])));
        }
    }

    public async Task FetchWeights(string weights)
    {
        if (_weights == weights)
            return;
        (_weights, _recalibrated) = (null, null);
        var source = Source;
        foreach (var some in Pieces(source.Layout).Chunk(TileSender.InFlight))
        {
            var parts = await Task.WhenAll(some.Select(piece => Asking.UntilAnsweredAsync(() => Block(piece.Cut).Read(piece.First, piece.Count))));
            await threads.RunAsync(some.Length, i => source.Write(some[i].Cut.Id.Tensor, some[i].Cut.First + some[i].First, parts[i].Values.Span));
        }

        _weights = weights;
    }

    public Task Aim(GradientTargets targets)
    {
        _sender = new TileSender(targets, Source.Layout, cut => Block(cut));
        return Task.CompletedTask;
    }

    public Task Compute(int first, int rows, CancellationToken cancellation) => _work.JoinAsync((nameof(Compute), first, rows), async cancel =>
    {
        var sender = _sender ?? throw new NodeLostException($"{this.GetPrimaryKeyString()} was not told where rows go.");
        using var computed = await Source.ComputeAsync(sender.Stage, first, rows, cancel);
        await sender.SendAsync(computed, cancel);
    }, cancellation);

    public Task<IReadOnlyList<BatchStatistics>> TakeStatistics(int first, int count, CancellationToken cancellation) =>
        _work.JoinAsync<IReadOnlyList<BatchStatistics>>((nameof(TakeStatistics), _weights, first, count), async cancel => await Source.TakeStatisticsAsync(first, count, cancel), cancellation);

    public Task Recalibrate(string weights, WireVector<float> statistics)
    {
        if (_weights != weights)
            throw new NodeLostException($"The network of {this.GetPrimaryKeyString()} does not have the weights of {weights} any more.");
        Source.Recalibrate(statistics.ToArray());
        _recalibrated = weights;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Evaluation>> Measure(SampleSet set, int first, int count, bool recalibrated, CancellationToken cancellation) =>
        _work.JoinAsync<IReadOnlyList<Evaluation>>((nameof(Measure), set, first, count, recalibrated), async cancel =>
        {
            CheckStatistics(recalibrated);
            return await Source.EvaluateAsync(set, first, count, recalibrated, cancel);
        }, cancellation);

    public Task<IReadOnlyList<LayerReport>> Count()
    {
        var source = Source;
        return threads.RunAsync(source.Count);
    }

    public Task<WrittenModel> Write(string folder, bool recalibrated) => _work.JoinAsync((nameof(Write), folder, recalibrated), _ =>
    {
        CheckStatistics(recalibrated);
        var (source, campaign) = (Source, _campaign);
        return threads.RunAsync(() =>
        {
            campaign?.Parse(resources.DataRoot, followLinks: true); // no link may have come between the output's parents since
            return source.WriteModel(folder, recalibrated);
        });
    });

    public Task WriteScores(string folder, ScoredDual dual) => _work.JoinAsync((nameof(WriteScores), folder), async _ =>
    {
        var layout = Source.Layout;
        _campaign?.Parse(resources.DataRoot, followLinks: true);
        using var file = ScoreFile.Create(Path.Combine(folder, ScoreFile.Name), layout.Tensors, dual);
        foreach (var some in Pieces(layout).Chunk(TileSender.InFlight))
        {
            var parts = await Task.WhenAll(some.Select(piece => Asking.UntilAnsweredAsync(() => Block(piece.Cut).ReadScores(piece.First, piece.Count))));
            await threads.RunAsync(1, _ => Array.ForEach(parts, part => file.Write(MemoryMarshal.AsBytes(part.Values.Span))));
        }

        file.Complete();
    });

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

    /// <summary>Opens the network, and sets aside what it takes, and with it what any solve of it takes on this silo.</summary>
    private async Task OpenAsync(CampaignSpec spec)
    {
        var source = await sources.OpenAsync(spec, threads);
        try
        {
            _reservation = memory.Reserve(BytesFor(source, spec));
        }
        catch
        {
            source.Dispose();
            throw;
        }

        (_source, _weights) = (source, OwnWeights);
    }

    /// <summary>A message that came late may have changed the weights; then there are no statistics of those.</summary>
    private void CheckStatistics(bool recalibrated)
    {
        if (recalibrated && (_recalibrated is null || _recalibrated != _weights))
            throw new NodeLostException($"The network of {this.GetPrimaryKeyString()} has not been given the statistics of its weights.");
    }

    /// <summary>All weights in order, so many at a time as go into a message.</summary>
    private static IEnumerable<(BlockCut Cut, int First, int Count)> Pieces(WeightLayout layout) =>
        layout.Tensors.SelectMany(layout.Cut).SelectMany(cut => Pieces(cut.Weights).Select(piece => (cut, piece.First, piece.Count)));

    private static IEnumerable<(int First, int Count)> Pieces(int weights)
    {
        for (var first = 0; first < weights; first += WeightsAtOnce)
            yield return (first, Math.Min(WeightsAtOnce, weights - first));
    }

    private IBlockGrain Block(BlockCut cut) => GrainFactory.GetGrain<IBlockGrain>(GrainKeys.Block(Campaign, cut.Id));

    private void Free()
    {
        _source?.Dispose();
        _reservation?.Dispose();
        if (_source is not null)
            Task.Run(NativeHeap.Trim).Ignore();
        (_source, _reservation, _sender) = (null, null, null);
    }
}
