using Chita.Blocks;
using Chita.Collectives;
using Chita.Collectives.Patterns;
using Chita.Grains.Placement;
using Chita.Grains.Tree;
using Chita.Grains.Wire;
using Chita.Planning;

namespace Chita.Grains.Planning;

/// <summary>A layer of many tiny blocks on one silo, opened to see what it takes to ask them.</summary>
/// <param name="grains">The cluster.</param>
/// <param name="name">Names the layer; not used before.</param>
/// <param name="silo">Where it lives.</param>
internal sealed class TinyLayer(IGrainFactory grains, string name, SiloAddress silo) : IAsyncDisposable
{
    private const string Tensor = "tiny";
    private const int Blocks = 1024; // beyond the caches, as those of a wide network are
    private const int Weights = 256; // of a block
    private const int Rows = 16;
    private const int Rounds = 4;
    private const int Times = 5;

    private readonly ILayerGrain _layer = grains.GetGrain<ILayerGrain>(GrainKeys.Layer(name, Tensor));
    private Ticket _ticket = new(1, 0);

    /// <summary>Bytes that it takes.</summary>
    public static long Bytes => Blocks * SolveWorkspace.BlockBytes(Weights, Rows, GradientStorage.Float32, BlockPattern.None);

    /// <summary>Opens it.</summary>
    public async Task OpenAsync()
    {
        var plan = new StagePlan(name, name, _ticket.Epoch, 0, Weights, Rows, GradientStorage.Float32);
        using (PlacementHint.On(silo))
            await _layer.Open(new LayerPlan(plan, Tensor, (long)Blocks * Weights, BlockPattern.None, 0, [silo], WireVector.Of(new int[Blocks])));
        var random = new Random(1);
        float[] some = [.. Enumerable.Range(0, Weights * Rows).Select(_ => random.NextSingle() - 0.5f)];
        var (weights, tile) = (WireVector.Of(some[..Weights]), WireVector.Of(some));
        await Task.WhenAll(Enumerable.Range(0, Blocks).Select(async i =>
        {
            var block = grains.GetGrain<IBlockGrain>(GrainKeys.Block(name, new BlockId(Tensor, i)));
            await block.Load(0, weights);
            await block.WriteTile(0, 0, Rows, 0, tile);
        }));
    }

    /// <summary>To be done before it is measured.</summary>
    public Task WarmAsync() => WarmUp.RunAsync(ScoreAsync);

    /// <summary>Processor seconds of a block's answer to a score collective, with the call, and adding it up.</summary>
    public async Task<double> AnswerSecondsAsync() => await Turns.LeastProcessorSecondsAsync(Times, async () =>
    {
        for (var round = 0; round < Rounds; round++)
            await ScoreAsync();
    }) / (Rounds * Blocks);

    /// <summary>Frees it.</summary>
    public ValueTask DisposeAsync() => new(_layer.Close(_ticket.Epoch));

    private Task ScoreAsync()
    {
        _ticket = _ticket with { Sequence = _ticket.Sequence + 1 };
        return _layer.Score(_ticket, WireVector.Of(new double[Rows]), RankQuery.Coarse(1));
    }
}
