using Chita.Collectives;
using Chita.Collectives.Patterns;

namespace Chita.Selection;

/// <summary>
/// k weights of the whole network, at least f_l and at most c_l of them in layer l (algorithm.md §6): one threshold for all layers, and one
/// of its own for each layer whose floor or cap that would break.
/// </summary>
/// <param name="Kept">k.</param>
/// <param name="Floors">f_l, one for each layer in weight order.</param>
/// <param name="Caps">c_l, likewise; a cap above the layer's size is none.</param>
public sealed record Bounded(long Kept, long[] Floors, long[] Caps) : ISelectionRule
{
    /// <inheritdoc/>
    public long? Exchangeable => Kept;

    /// <inheritdoc/>
    public bool MayExchange(long[] kept, int leaves, int enters) => kept[leaves] > Floors[leaves] && kept[enters] < Caps[enters];

    /// <inheritdoc/>
    public bool HasOneThreshold(long[] kept) =>
        Enumerable.Range(0, kept.Length).All(layer => (Floors[layer] == 0 || kept[layer] > Floors[layer]) && kept[layer] < Caps[layer]);

    /// <inheritdoc/>
    public void Check(IReadOnlyList<LayerSize> layers)
    {
        Checks.Budget(layers, Kept, nameof(Kept));
        Checks.OneForEach(layers, Caps, nameof(Caps));
        Checks.Patterns(layers, pattern => pattern is NoPattern, "weights one by one");
        Checks.Floors(layers, Floors, Kept, nameof(Floors));

        var most = 0L;
        for (var i = 0; i < layers.Count; i++)
        {
            var layer = layers[i];
            if (Caps[i] < Floors[i])
                throw Checks.Refusal(nameof(Caps), $"{layer.Name}: the cap {Caps[i]} is below the floor {Floors[i]}.");
            most += Math.Min(Caps[i], layer.Weights);
        }

        if (most < Kept)
        {
            var sum = string.Join(" + ", layers.Select((layer, i) => $"{Math.Min(Caps[i], layer.Weights)} of {layer.Name}"));
            throw Checks.Refusal(nameof(Caps), $"Under the caps at most {sum} = {most} weights are kept; the budget wants {Kept}.");
        }
    }

    /// <inheritdoc/>
    public RankQuery Coarse(double[] steps) => RankQuery.CoarseByLayer(Floors.Length, steps);

    /// <inheritdoc/>
    public async Task<LineCuts> CutAsync(ICollectives blocks, double[] steps, Histogram coarse)
    {
        var searches = steps.Select(_ => new BoundedSearch(this)).ToArray();
        for (var (histogram, level) = (coarse, 0); ; level++)
        {
            var (size, counts) = (Histogram.Size(level), histogram.ToArray());
            for (var step = 0; step < steps.Length; step++)
            {
                var own = Enumerable.Range(0, Floors.Length).Select(layer => new ArraySegment<long>(counts, (layer * steps.Length + step) * size, size));
                searches[step].Descend([.. own]);
            }

            if (level == Histogram.Levels - 1)
                break;
            histogram = await blocks.RankAsync(new RankQuery(steps, ByLayer(search => search.Digits)));
        }

        return new LineCuts(steps, ByLayer(search => search.Cuts()));

        // Layer by layer, and in each step by step: the order of the collectives.
        T[] ByLayer<T>(Func<BoundedSearch, T[]> find)
        {
            var found = searches.Select(find).ToArray();
            return [.. Enumerable.Range(0, Floors.Length).SelectMany(layer => found.Select(values => values[layer]))];
        }
    }
}
