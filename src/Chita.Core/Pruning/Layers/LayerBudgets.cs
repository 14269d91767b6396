namespace Chita.Pruning.Layers;

/// <summary>
/// Budgets for layers that sum to k with the smallest Σ Q_l (algorithm.md §8): the frontiers' convex hulls are gone up together, always where a weight
/// more lowers the sum most. Exact for hulls.
/// </summary>
internal static class LayerBudgets
{
    /// <summary>Hands the budget out.</summary>
    /// <param name="layers">The layers' frontiers.</param>
    /// <param name="kept">k: not less than all layers' first budgets, not more than all their last ones.</param>
    /// <returns>k_l of each.</returns>
    public static long[] HandOut(IReadOnlyList<LayerFrontier> layers, long kept)
    {
        var hulls = layers.Select(layer => layer.Hull()).ToArray();
        var budgets = hulls.Select(hull => hull[0].Kept).ToArray();
        var left = kept - budgets.Sum();
        if (left < 0 || kept > hulls.Sum(hull => hull[^1].Kept))
            throw new ArgumentOutOfRangeException(nameof(kept), kept, $"Layers keep {budgets.Sum()} weights at least and {hulls.Sum(hull => hull[^1].Kept)} at most.");

        // Slopes rise along a hull, and sorting is stable: the edges of a layer stay in their order, and of equal ones the first layer's comes first.
        var edges = hulls.SelectMany((hull, layer) => hull.Zip(hull.Skip(1)).Select(edge => (Layer: layer, Weights: edge.Second.Kept - edge.First.Kept, Slope: LayerFrontier.Slope(edge.First, edge.Second))));
        foreach (var edge in edges.OrderBy(edge => edge.Slope))
        {
            var taken = Math.Min(left, edge.Weights);
            budgets[edge.Layer] += taken;
            left -= taken;
        }

        return budgets;
    }
}
