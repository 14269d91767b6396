using Chita.Collectives;
using Chita.Collectives.Patterns;

namespace Chita.Selection;

/// <summary>What several rules refuse, in the same words.</summary>
internal static class Checks
{
    /// <summary>A refusal that names a property of the rule.</summary>
    public static ArgumentException Refusal(string argument, string message) => new(message, argument);

    /// <summary>0 ≤ k ≤ p.</summary>
    public static void Budget(IReadOnlyList<LayerSize> layers, long kept, string argument)
    {
        var weights = layers.Sum(layer => layer.Weights);
        if (kept < 0 || kept > weights)
            throw new ArgumentOutOfRangeException(argument, kept, $"{kept} weights cannot be kept of {weights}.");
    }

    /// <summary>0 ≤ number ≤ the layer's weights.</summary>
    public static void Within(LayerSize layer, long number, string argument)
    {
        if (number < 0 || number > layer.Weights)
            throw new ArgumentOutOfRangeException(argument, number, $"{layer.Name} has {layer.Weights} weights, of which {number} cannot be kept.");
    }

    /// <summary>As many numbers as layers.</summary>
    public static void OneForEach(IReadOnlyList<LayerSize> layers, long[] numbers, string argument)
    {
        if (numbers.Length != layers.Count)
        {
            throw new ArgumentException(
                $"There are {numbers.Length} numbers for {layers.Count} layers: {string.Join(", ", layers.Select(layer => layer.Name))}.", argument);
        }
    }

    /// <summary>Floors within their layers, together within the budget.</summary>
    public static void Floors(IReadOnlyList<LayerSize> layers, long[] floors, long kept, string argument)
    {
        OneForEach(layers, floors, argument);
        var least = 0L;
        for (var i = 0; i < layers.Count; i++)
        {
            Within(layers[i], floors[i], argument);
            if (least + floors[i] > kept)
            {
                throw Refusal(
                    argument,
                    $"The floors up to that of {layers[i].Name} want {least} + {floors[i]} = {least + floors[i]} weights kept; the budget is {kept}.");
            }

            least += floors[i];
        }
    }

    /// <summary>The blocks were made for this rule. Under the wrong pattern they would select something else, and nobody would notice.</summary>
    public static void Patterns(IReadOnlyList<LayerSize> layers, Func<BlockPattern, bool> fits, string wanted)
    {
        if (layers.FirstOrDefault(layer => !fits(layer.Pattern)) is { } other)
            throw new ArgumentException($"The blocks of {other.Name} are made for {other.Pattern}; this rule selects {wanted}.", nameof(layers));
    }
}
