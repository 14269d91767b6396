using Chita.Blocks;
using Chita.Collectives;
using Chita.Numerics;
using Chita.Selection;

namespace Chita.Core.Tests.Selection;

/// <summary>Scores s(t) = w − t·a in blocks, made by one row of gradients: numbers are eighths, so that every sum is exact and ties are common.</summary>
internal sealed record ScoreLine(TensorSize[] Tensors, float[] Weights, float[] Moves)
{
    public static readonly double[] Steps = [0, 0.25, 0.5, 1];

    /// <summary>Lines over tensors of these shapes.</summary>
    public static Gen<ScoreLine> Over(Gen<long[][]> shapes) => shapes.SelectMany(all =>
    {
        TensorSize[] tensors = [.. all.Select((shape, i) => new TensorSize($"layer{i}", shape))];
        var weights = (int)tensors.Sum(tensor => tensor.Weights);
        return Gen.Select(Eighths.Array[weights], Eighths.Array[weights]).Select((w, a) => new ScoreLine(tensors, w, a));
    });

    /// <summary>One to four tensors without a shape of interest.</summary>
    public static Gen<ScoreLine> Plain { get; } = Over(Gen.Long[1, 9].Select(size => new[] { size }).Array[1, 4]);

    private static Gen<float> Eighths => Gen.OneOf(Gen.Int[-4, 4].Select(i => i / 2f), Gen.Int[-16, 16].Select(i => i / 8f));

    public double[] At(double step) => [.. Weights.Select((w, j) => w - step * Moves[j])];

    /// <summary>The indices of each layer's weights.</summary>
    public int[][] Layers
    {
        get
        {
            var first = 0;
            return [.. Tensors.Select(tensor => Enumerable.Range((first += (int)tensor.Weights) - (int)tensor.Weights, (int)tensor.Weights).ToArray())];
        }
    }

    public string Show(ISelectionRule rule) => $"{rule}: {string.Join(", ", Tensors.Select(tensor => $"[{string.Join(" × ", tensor.Shape)}]"))}";

    /// <summary>Finds the cuts at all steps, and selects at one of them.</summary>
    public async Task<Chosen> SelectAsync(ISelectionRule rule, int at, int blockSize, SolverThreads threads)
    {
        using var blocks = new InProcessBlocks(rule.Lay(new WeightLayout(Tensors, blockSize)), 1, threads);
        blocks.Load(Weights);
        blocks.WriteRow(0, Moves);
        rule.Check((await blocks.Root.MomentsAsync()).Layers);
        await blocks.Root.ScoreAsync([], RankQuery.Coarse(0));
        var cuts = await rule.CutAsync(blocks.Root, Steps, await blocks.Root.AimAsync([1], rule.Coarse(Steps)));
        var probed = await blocks.Root.ProbeAsync(cuts);
        var sums = await blocks.Root.SelectAsync(cuts.At(at), project: false);
        await blocks.Root.CommitAsync([]);
        return new Chosen(probed.KeptScoreSquares, sums, blocks.Read());
    }

    /// <summary>Checks a rule against the reference: the best sum of squares, and the support at one step.</summary>
    public async Task CheckAsync(ISelectionRule rule, int at, int blockSize, SolverThreads threads, Func<double[], double> best, Func<double[], int[]> support)
    {
        var chosen = await SelectAsync(rule, at, blockSize, threads);
        for (var i = 0; i < Steps.Length; i++)
            Assert.Equal(best(At(Steps[i])), chosen.Sums[i], 1e-12);
        Assert.Equal(chosen.Sums[at], chosen.Selection.KeptScoreSquares, 1e-12);

        var (scores, kept) = (At(Steps[at]), support(At(Steps[at])));
        Assert.Equal(kept.Length, chosen.Selection.Kept);
        Assert.Equal(scores.Select((s, j) => kept.Contains(j) ? (float)s : 0), chosen.Weights);
    }

    /// <summary>A random line over tensors of several blocks and chunks.</summary>
    public static ScoreLine Random(params long[][] shapes)
    {
        var random = new Random(7);
        TensorSize[] tensors = [.. shapes.Select((shape, i) => new TensorSize($"layer{i}", shape))];
        return new ScoreLine(tensors, Values(), Values());

        float[] Values() => [.. Enumerable.Range(0, (int)tensors.Sum(tensor => tensor.Weights)).Select(_ => random.Next(-40, 41) / 8f)];
    }
}

/// <summary>What came of it.</summary>
/// <param name="Sums">Σ s² at each step.</param>
/// <param name="Selection">The selection's own sums.</param>
/// <param name="Weights">The scores selected, 0 elsewhere.</param>
internal sealed record Chosen(double[] Sums, SelectionSums Selection, float[] Weights);
