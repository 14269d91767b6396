using Chita.Blocks;
using Chita.Selection;

namespace Chita.Core.Tests.Pruning;

/// <summary>Every support that a rule allows, written out from the rule's words. Supports inside others are left out: they are never better.</summary>
internal static class AllowedSupports
{
    public static IEnumerable<int[]> Of(ISelectionRule rule, TensorSize[] tensors) => rule switch
    {
        PerLayer each => Product(Layers(tensors).Select((layer, i) => Choices(layer, each.Kept[i]))),
        Bounded bounded => Splits(tensors, bounded).SelectMany(split => Of(new PerLayer(split), tensors)),
        Priced priced => Splits(tensors, priced).SelectMany(split => Of(new PerLayer(split), tensors)),
        NofM pairs => Product(Inputs(tensors, pairs.M).Select(group => Choices(group, pairs.N))),
        WholeRows rows => Product(Rows(tensors, rows.Together).Select(group => (int[][])[[], group])).Where(support => support.Length <= rows.Kept)
            .Where(support => rows.Floors is not { } floors || Layers(tensors).Select((layer, i) => support.Count(j => j >= layer[0] && j <= layer[^1]) >= floors[i]).All(enough => enough)),
        _ => throw new ArgumentException($"{rule} is not one to try.", nameof(rule)),
    };

    private static int[][] Layers(TensorSize[] tensors)
    {
        var ends = tensors.Select((_, i) => (int)tensors.Take(i + 1).Sum(tensor => tensor.Weights)).ToArray();
        return [.. tensors.Select((tensor, i) => Enumerable.Range(ends[i] - (int)tensor.Weights, (int)tensor.Weights).ToArray())];
    }

    private static IEnumerable<long[]> Splits(TensorSize[] tensors, Bounded rule) =>
        Product(tensors.Select((tensor, i) => Enumerable.Range(0, (int)tensor.Weights + 1).Where(k => k >= rule.Floors[i] && k <= rule.Caps[i]).Select(k => (int[])[k])))
            .Where(split => split.Sum() == rule.Kept).Select(split => Array.ConvertAll(split, k => (long)k));

    private static IEnumerable<long[]> Splits(TensorSize[] tensors, Priced rule) =>
        Product(tensors.Select((tensor, i) => Enumerable.Range(0, (int)tensor.Weights + 1).Where(k => k >= rule.Floors[i] && k <= rule.Caps[i]).Select(k => (int[])[k])))
            .Where(split => split.Sum() <= rule.Kept && split.Zip(rule.Prices).Sum(layer => layer.First * layer.Second) <= rule.Budget)
            .Select(split => Array.ConvertAll(split, k => (long)k));

    private static IEnumerable<int[]> Inputs(TensorSize[] tensors, int m) => Layers(tensors).SelectMany((layer, i) =>
    {
        var (inputs, window) = (tensors[i].Shape[1], tensors[i].Shape.Skip(2).Aggregate(1L, (product, size) => product * size));
        return layer.GroupBy(j => ((j - layer[0]) / window / inputs, (j - layer[0]) / window % inputs / m, (j - layer[0]) % window)).Select(group => group.ToArray());
    });

    private static IEnumerable<int[]> Rows(TensorSize[] tensors, int together) =>
        Layers(tensors).SelectMany((layer, i) => layer.Chunk((int)(tensors[i].Weights / tensors[i].Shape[0] * together)));

    private static IEnumerable<int[]> Choices(int[] of, long count) => count == 0 ? [[]]
        : of.SelectMany((j, i) => Choices(of[(i + 1)..], count - 1).Select(rest => (int[])[j, .. rest]));

    private static IEnumerable<int[]> Product(IEnumerable<IEnumerable<int[]>> parts) =>
        parts.Aggregate((IEnumerable<int[]>)[[]], (all, part) => all.SelectMany(_ => part, (begun, more) => (int[])[.. begun, .. more]));
}
