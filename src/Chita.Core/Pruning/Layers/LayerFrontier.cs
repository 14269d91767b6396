namespace Chita.Pruning.Layers;

/// <summary>What a layer alone would cost at some budgets.</summary>
/// <param name="Points">Rising budgets, from the fewest weights that the layer may keep to the most.</param>
internal sealed record LayerFrontier(IReadOnlyList<LayerPoint> Points)
{
    /// <summary>The corners of the lower convex hull: the budgets that some price of a weight makes the best ones.</summary>
    public IReadOnlyList<LayerPoint> Hull()
    {
        var hull = new List<LayerPoint>();
        foreach (var point in Points)
        {
            while (hull.Count > 1 && Slope(hull[^2], hull[^1]) >= Slope(hull[^1], point))
                hull.RemoveAt(hull.Count - 1);
            hull.Add(point);
        }

        return hull;
    }

    /// <summary>By how much the objective changes for each weight more.</summary>
    public static double Slope(LayerPoint from, LayerPoint to) => (to.Objective - from.Objective) / (to.Kept - from.Kept);
}

/// <summary>A budget of a layer.</summary>
/// <param name="Kept">k.</param>
/// <param name="Objective">Q of the layer alone, as if the others stayed as they are.</param>
internal readonly record struct LayerPoint(long Kept, double Objective);
