using Chita.Collectives;

namespace Chita.Selection;

/// <summary>
/// At most k weights whose prices add up to a budget at most, at least f_l and at most c_l of them in layer l (algorithm.md §6, flops). A weight of layer l
/// is worth keeping iff s² &gt; ω + θ·price_l: two multipliers, one threshold for each layer. What the budgets leave unspent is priced by the
/// multipliers and added to Σ s², which makes it the Lagrangian dual of the choice: no allowed support has more.
/// </summary>
/// <param name="Kept">k; as many as there are where only the budget counts.</param>
/// <param name="Prices">What a weight of each layer costs, &gt; 0, such as the multiplications it takes part in for one sample.</param>
/// <param name="Budget">What may be spent.</param>
/// <param name="Floors">f_l, one for each layer in weight order.</param>
/// <param name="Caps">c_l, likewise; a cap above the layer's size is none.</param>
public sealed record Priced(long Kept, double[] Prices, double Budget, long[] Floors, long[] Caps) : ISelectionRule
{
    /// <summary>Rounds in which a level of the histograms is asked for: where a first look led to another part of the line, a second one.</summary>
    private const int Rounds = 2;

    /// <inheritdoc/>
    public void Check(IReadOnlyList<LayerSize> layers)
    {
        Checks.OneForEach(layers, [.. Prices.Select(price => (long)price)], nameof(Prices));
        if (Prices.FirstOrDefault(price => !(price > 0 && double.IsFinite(price)), 1) is var wrong and not 1)
            throw Checks.Refusal(nameof(Prices), $"A price is {wrong}; prices are positive and finite.");
        new Bounded(Math.Max(Floors.Sum(), Math.Min(Kept, Most(layers))), Floors, Caps).Check(layers);
        if (Floors.Sum() > Kept)
            throw Checks.Refusal(nameof(Floors), $"The floors want {Floors.Sum()} weights kept; the budget is {Kept}.");
        var least = Spent(Floors);
        if (least > Budget)
            throw Checks.Refusal(nameof(Budget), FormattableString.Invariant($"The floors alone cost {least:0.####}; the budget is {Budget:0.####}."));
    }

    /// <inheritdoc/>
    public RankQuery Coarse(double[] steps) => RankQuery.CoarseByLayer(Prices.Length, steps);

    /// <inheritdoc/>
    public async Task<LineCuts> CutAsync(ICollectives blocks, double[] steps, Histogram coarse)
    {
        var searches = steps.Select((_, step) => new PriceSearch(this, Share(coarse, step, steps.Length))).ToArray();
        for (var level = 1; level < Histogram.Levels; level++)
        {
            for (var round = 0; round < Rounds && searches.Any(search => !search.Knows(level)); round++)
            {
                var digits = ByLayer(search => search.DigitsAt(level));
                var finer = await blocks.RankAsync(new RankQuery(steps, digits));
                for (var step = 0; step < steps.Length; step++)
                    searches[step].Learn(level, Share(finer, step, steps.Length));
            }
        }

        var chosen = searches.Select(search => search.Choose()).ToArray();
        var cuts = await RadixSelect.CutAsync(blocks, steps, coarse, [.. Enumerable.Range(0, Prices.Length).SelectMany(layer => chosen.Select(found => found.Kept[layer]))]);
        return cuts with { Unspent = [.. chosen.Select(found => found.Unspent)] };

        // Layer by layer, and in each step by step: the order of the collectives.
        ScoreDigits[] ByLayer(Func<PriceSearch, ScoreDigits[]> find)
        {
            var found = searches.Select(find).ToArray();
            return [.. Enumerable.Range(0, Prices.Length).SelectMany(layer => found.Select(values => values[layer]))];
        }
    }

    internal double Spent(IEnumerable<long> kept) => kept.Zip(Prices).Sum(layer => layer.First * layer.Second);

    private long Most(IReadOnlyList<LayerSize> layers) => layers.Select((layer, i) => Math.Min(layer.Weights, i < Caps.Length ? Caps[i] : long.MaxValue)).Sum();

    private ArraySegment<long>[] Share(Histogram histogram, int step, int steps)
    {
        var (counts, size) = (histogram.ToArray(), histogram.Length / (Prices.Length * steps));
        return [.. Enumerable.Range(0, Prices.Length).Select(layer => new ArraySegment<long>(counts, (layer * steps + step) * size, size))];
    }
}
