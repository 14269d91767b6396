using Chita.Collectives;
using Chita.Selection;

namespace Chita.Pruning;

/// <summary>Which swaps a rule allows: it may want so many weights of each layer, and every swap counts.</summary>
/// <param name="rule">The rule.</param>
/// <param name="layers">All layers, in weight order, with how many weights of each are selected.</param>
/// <param name="positions">Where the weights lie that may be swapped.</param>
internal sealed class SwapLimits(ISelectionRule rule, IReadOnlyList<LayerSize> layers, long[] positions)
{
    private readonly long[] _kept = [.. layers.Select(layer => layer.Selected)];
    private readonly int[] _layerOf = LayersOf(layers, positions);

    /// <summary>Whether weight i may leave for weight j.</summary>
    public bool Allows(int i, int j) => _layerOf[i] == _layerOf[j] || rule.MayExchange(_kept, _layerOf[i], _layerOf[j]);

    /// <summary>Weight i left for weight j.</summary>
    public void Swap(int i, int j)
    {
        _kept[_layerOf[i]]--;
        _kept[_layerOf[j]]++;
    }

    private static int[] LayersOf(IReadOnlyList<LayerSize> layers, long[] positions)
    {
        var (layer, end) = (0, layers[0].Weights);
        return Array.ConvertAll(positions, position =>
        {
            while (position >= end) // positions ascend
                end += layers[++layer].Weights;
            return layer;
        });
    }
}
