using Chita.Pruning.Layers;

namespace Chita.Core.Tests.Pruning.Layers;

/// <summary>The budget is handed out at the least total cost, to the last weight.</summary>
public sealed class LayerBudgetsTests
{
    /// <summary>Frontiers with points at every budget, so that hulls and budgets can be compared by trying all.</summary>
    private static readonly Gen<LayerFrontier> Frontiers =
        from least in Gen.Int[0, 2]
        from costs in Gen.Double[0, 10].Array[1, 5]
        select new LayerFrontier([.. costs.Select((cost, i) => new LayerPoint(least + i, cost))]);

    [Fact]
    public void No_way_to_hand_a_budget_out_costs_less_by_the_hulls() => Gen.Select(Frontiers.Array[1, 4], Gen.Double[0, 1]).Sample((layers, part) =>
    {
        long least = layers.Sum(layer => layer.Points[0].Kept), most = layers.Sum(layer => layer.Points[^1].Kept);
        var kept = least + (long)(part * (most - least));
        var budgets = LayerBudgets.HandOut(layers, kept);

        Assert.Equal(kept, budgets.Sum());
        Assert.All(budgets.Zip(layers), layer => Assert.InRange(layer.First, layer.Second.Points[0].Kept, layer.Second.Points[^1].Kept));
        var best = Ways(layers, 0, kept).Min(way => Cost(layers, way));
        Assert.Equal(best, Cost(layers, budgets), 1e-9);
    });

    [Fact]
    public void A_hull_lies_below_its_points_and_has_the_first_and_the_last() => Frontiers.Sample(frontier =>
    {
        var hull = frontier.Hull();
        Assert.Equal((frontier.Points[0], frontier.Points[^1]), (hull[0], hull[^1]));
        Assert.All(frontier.Points, point => Assert.True(At(frontier, point.Kept) <= point.Objective + 1e-9));
        var slopes = hull.Zip(hull.Skip(1)).Select(edge => LayerFrontier.Slope(edge.First, edge.Second)).ToArray();
        Assert.Equal(slopes.Order(), slopes);
    });

    [Fact]
    public void A_budget_that_cannot_be_handed_out_is_refused() => Assert.Contains(
        "Layers keep 2 weights at least and 3 at most", Assert.Throws<ArgumentOutOfRangeException>(() => LayerBudgets.HandOut([new([new(2, 1), new(3, 0)])], 4)).Message);

    private static double Cost(LayerFrontier[] layers, long[] budgets) => layers.Zip(budgets).Sum(layer => At(layer.First, layer.Second));

    /// <summary>The hull's height.</summary>
    private static double At(LayerFrontier layer, long kept)
    {
        var hull = layer.Hull();
        if (hull.Count == 1)
            return hull[0].Objective;
        var (from, to) = hull.Zip(hull.Skip(1)).First(edge => kept <= edge.Second.Kept);
        return from.Objective + ((kept - from.Kept) * LayerFrontier.Slope(from, to));
    }

    private static IEnumerable<long[]> Ways(LayerFrontier[] layers, int first, long kept)
    {
        if (first == layers.Length)
            return kept == 0 ? [[]] : [];
        return layers[first].Points.Select(point => point.Kept).Where(own => own <= kept).SelectMany(own => Ways(layers, first + 1, kept - own).Select(rest => (long[])[own, .. rest]));
    }
}
