using Chita.Numerics;
using Chita.Selection;

namespace Chita.Core.Tests.Selection;

/// <summary>A global budget with floors and caps, against trying every split of it over the layers.</summary>
public sealed class BoundedTests : IDisposable
{
    private static readonly Gen<(ScoreLine Line, Bounded Rule)> Cases = Gen.Select(ScoreLine.Plain, Gen.Double[0, 1].Array[4], Gen.Double[0, 1.2].Array[4], Gen.Double[0, 1])
        .Select((line, low, high, share) =>
        {
            long[] floors = [.. line.Tensors.Select((tensor, i) => (long)(low[i] * low[i] * tensor.Weights))];
            long[] caps = [.. line.Tensors.Select((tensor, i) => Math.Max(floors[i], (long)(high[i] * tensor.Weights)))];
            var (least, most) = (floors.Sum(), caps.Zip(line.Tensors, (cap, tensor) => Math.Min(cap, tensor.Weights)).Sum());
            return (line, new Bounded(least + (long)Math.Round(share * (most - least)), floors, caps));
        });

    private readonly SolverThreads _threads = new(2);

    public void Dispose() => _threads.Dispose();

    [Fact]
    public async Task It_is_the_best_split_of_the_budget() =>
        await Gen.Select(Cases, Gen.Int[1, 10], Gen.Int[0, 3]).SampleAsync(async (chosen, blockSize, at) =>
        {
            var (line, rule) = chosen;
            await line.CheckAsync(rule, at, blockSize, _threads, s => BestSplit(line, rule, s), s => Support(line, rule, s));
        }, print: sample => sample.Item1.Line.Show(sample.Item1.Rule));

    [Fact]
    public async Task Also_where_blocks_have_several_chunks()
    {
        var line = ScoreLine.Random([3000], [5000], [1200]);
        var rule = new Bounded(4000, [1500, 0, 1190], [1600, 1000, 1200]);
        await line.CheckAsync(rule with { Kept = 3700 }, 2, 2300, _threads, s => Squares(Support(line, rule with { Kept = 3700 }, s), s), s => Support(line, rule with { Kept = 3700 }, s));
    }

    [Fact]
    public async Task Without_floors_and_caps_it_is_unstructured()
    {
        var line = ScoreLine.Random([3000], [5000], [1200]);
        var (bounded, free) = (new Bounded(2345, [0, 0, 0], [3000, 9999, 1200]), new Unstructured(2345));
        Assert.Equal((await line.SelectAsync(free, 1, 1500, _threads)).Weights, (await line.SelectAsync(bounded, 1, 1500, _threads)).Weights);
    }

    /// <summary>The floors first, then whatever is largest and under its cap; ties go to the lower index.</summary>
    private static int[] Support(ScoreLine line, Bounded rule, double[] scores)
    {
        var sorted = line.Layers.SelectMany((layer, i) => layer.Select(j => (Layer: i, Index: j)))
            .OrderByDescending(weight => Math.Abs(scores[weight.Index])).ThenBy(weight => weight.Index).ToArray();
        var kept = sorted.GroupBy(weight => weight.Layer).SelectMany(layer => layer.Take((int)rule.Floors[layer.Key])).ToHashSet();
        foreach (var weight in sorted)
        {
            if (kept.Count < rule.Kept && kept.Count(other => other.Layer == weight.Layer) < rule.Caps[weight.Layer])
                kept.Add(weight);
        }

        return [.. kept.Select(weight => weight.Index).Order()];
    }

    private static double BestSplit(ScoreLine line, Bounded rule, double[] scores, int layer = 0, long spent = 0)
    {
        if (layer == line.Tensors.Length)
            return spent == rule.Kept ? 0 : double.NegativeInfinity;
        var squares = line.Layers[layer].Select(j => scores[j] * scores[j]).OrderDescending().ToArray();
        return Enumerable.Range(0, squares.Length + 1).Where(kept => kept >= rule.Floors[layer] && kept <= rule.Caps[layer])
            .Max(kept => squares.Take(kept).Sum() + BestSplit(line, rule, scores, layer + 1, spent + kept));
    }

    private static double Squares(int[] support, double[] scores) => support.Sum(j => scores[j] * scores[j]);
}
