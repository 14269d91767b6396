using Chita.Blocks;
using Chita.Grains.Coordination;
using Chita.Grains.Gradients;
using Chita.Grains.Tree;
using Chita.Grains.Wire;
using Chita.Numerics;
using Chita.Pruning;
using Chita.Selection;
using Chita.Silo;

namespace Chita.Grains.Tests;

/// <summary>A random problem of several layers and blocks, to be solved here by objects or there by grains.</summary>
internal sealed class DistributedProblem
{
    public const int Rows = 24;

    private const int TileRows = 10;
    private const int TileWeights = 700;

    private static readonly WeightLayout Plain = new([new("conv1/weight", 10, 2, 5, 5), new("fc1.weight", 33, 100), new("fc2.weight", 4, 10)], BlockSize: 1500);

    private readonly ISelectionRule _rule;
    private readonly WeightLayout _layout;

    private readonly float[] _weights;
    private readonly float[][] _gradients;

    public DistributedProblem(int seed, ISelectionRule? rule = null, int blockSize = 1500)
    {
        _rule = rule ?? new Unstructured(800);
        _layout = _rule.Lay(Plain with { BlockSize = blockSize });
        var random = new Random(seed);
        _weights = Values();
        _gradients = [.. Enumerable.Range(0, Rows).Select(_ => Values())];

        // Halves of eighths: ties across blocks and layers.
        float[] Values() => [.. Enumerable.Range(0, (int)Plain.Weights).Select(i => i % 3 == 0 ? random.Next(-8, 9) / 16f : random.NextSingle() - 0.5f)];
    }

    public static NetworkDescription Network { get; } = Describe(Plain);

    public float[] Weights => _weights;

    /// <summary>How blocks keep A.</summary>
    public GradientStorage Storage { get; init; }

    public async Task<(SolveResult Result, float[] Weights)> SolveByObjectsAsync(string method)
    {
        using var threads = new SolverThreads(3);
        using var blocks = new InProcessBlocks(_layout, Rows, threads, Storage);
        blocks.Load(_weights);
        for (var i = 0; i < Rows; i++)
            blocks.WriteRow(i, _gradients[i]);
        var result = await PruningMethods.Named(method).SolveAsync(Problem(method), blocks.Root, threads, null, CancellationToken.None);
        return (result, blocks.Read());
    }

    public async Task<(SolveResult Result, float[] Weights)> SolveByGrainsAsync(EmbeddedSilo silo, string campaign, string method)
    {
        var coordinator = await OpenAsync(silo, campaign);
        await SendGradientsAsync(silo, campaign, 0);
        await coordinator.Seal();
        var outcome = await coordinator.Solve(0, method, Problem(method), CancellationToken.None);
        return (outcome.Result, await ReadAsync(silo, campaign, _layout));
    }

    /// <summary>Opens the tree and loads the weights.</summary>
    public async Task<ICoordinatorGrain> OpenAsync(EmbeddedSilo silo, string campaign)
    {
        var coordinator = silo.Grains.GetGrain<ICoordinatorGrain>(campaign);
        await coordinator.Open(Stage(campaign) with { Network = Describe(_layout) with { Storage = Storage }, BlockSize = _layout.BlockSize });
        foreach (var (block, first, count) in Blocks(silo, campaign, _layout))
            await block.Load(0, WireVector.Of(_weights[first..(first + count)]));
        await coordinator.Persist(0);
        return coordinator;
    }

    /// <summary>A stage of the problem as rules without patterns cut it.</summary>
    public static StageRequest Stage(string run, long epoch = 1, int stage = 0) => new(run, epoch, Network, BlockSize: 1500, stage, MayMove: false);

    public async Task SendGradientsAsync(EmbeddedSilo silo, string campaign, int stage)
    {
        var tiles = new List<Task>();
        foreach (var (block, first, count) in Blocks(silo, campaign, _layout))
        {
            for (var row = 0; row < Rows; row += TileRows)
            {
                for (var weight = 0; weight < count; weight += TileWeights)
                {
                    var (rows, weights) = (Math.Min(TileRows, Rows - row), Math.Min(TileWeights, count - weight));
                    var tile = new float[rows * weights];
                    for (var i = 0; i < tile.Length; i++)
                        tile[i] = _gradients[row + i % rows][first + weight + i / rows];
                    tiles.Add(block.WriteTile(stage, row, rows, weight, WireVector.Of(tile)));
                }
            }
        }

        await Task.WhenAll(tiles);
    }

    public static Task<StageOutcome> SolveAsync(ICoordinatorGrain coordinator, string method) =>
        coordinator.Solve(0, method, new DistributedProblem(seed: 1).Problem(method), CancellationToken.None);

    public static async Task<float[]> ReadAsync(EmbeddedSilo silo, string campaign, WeightLayout? layout = null)
    {
        var weights = new List<float>();
        foreach (var (block, _, count) in Blocks(silo, campaign, layout))
            weights.AddRange((await block.Read(0, count)).ToArray());
        return [.. weights];
    }

    /// <summary>block-bso knows no first-order term.</summary>
    private PruningProblem Problem(string method) => new()
    {
        Rule = _rule, Rows = Rows, Ridge = 1e-3, FirstOrder = method == "block-bso" ? 0 : 1.0 / 16, Tolerance = 0, MaxIterations = 12,
    };

    /// <summary>The block grains with their places among all weights.</summary>
    public static IEnumerable<(IBlockGrain Block, int First, int Count)> Blocks(EmbeddedSilo silo, string campaign, WeightLayout? layout = null)
    {
        var first = 0;
        foreach (var cut in (layout ?? Plain).Tensors.SelectMany((layout ?? Plain).Cut))
        {
            yield return (silo.Grains.GetGrain<IBlockGrain>(GrainKeys.Block(campaign, cut.Id)), first, cut.Weights);
            first += cut.Weights;
        }
    }

    private static NetworkDescription Describe(WeightLayout layout) => new(
        [.. layout.Tensors.Select(tensor => new TensorDescription(tensor.Name, tensor.Weights, tensor.Pattern, [.. tensor.Shape]))], Rows, EvaluationSamples: 0);
}
