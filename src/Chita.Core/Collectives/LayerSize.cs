using Chita.Collectives.Patterns;

namespace Chita.Collectives;

/// <summary>The layers below a node.</summary>
/// <param name="Layers">In weight order.</param>
public sealed record LayerSizes(LayerSize[] Layers) : ISum<LayerSizes>
{
    /// <inheritdoc/>
    public static LayerSizes Sum(IReadOnlyList<LayerSizes> parts) => new(LayerSize.Join(parts.SelectMany(part => part.Layers)));
}

/// <summary>A layer as its blocks know it: what a selection rule is checked against before any work.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Weights">Number of weights.</param>
/// <param name="Pattern">How its scores are ranked.</param>
/// <param name="Selected">How many weights the selection S has of it.</param>
public sealed record LayerSize(string Name, long Weights, BlockPattern Pattern, long Selected = 0)
{
    /// <summary>Joins parts of the same layer; they follow each other.</summary>
    internal static LayerSize[] Join(IEnumerable<LayerSize> parts)
    {
        var layers = new List<LayerSize>();
        foreach (var part in parts)
        {
            if (layers.Count > 0 && layers[^1].Name == part.Name)
                layers[^1] = part with { Weights = layers[^1].Weights + part.Weights, Selected = layers[^1].Selected + part.Selected };
            else
                layers.Add(part);
        }

        return [.. layers];
    }
}
