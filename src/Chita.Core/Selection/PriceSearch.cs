using Chita.Collectives;

namespace Chita.Selection;

/// <summary>
/// The multipliers of <see cref="Priced"/> at one step. Counts of keys are known in bins that grow finer where thresholds come to lie; inside a bin keys are taken
/// to be spread evenly until it is known better. For a given θ, ω is the least at which no more than k weights are worth keeping; θ is the least
/// at which these cost no more than the budget: both fall as the other rises, so both are found by halving.
/// </summary>
internal sealed class PriceSearch
{
    /// <summary>Halvings: to the last bit of a float64, from the largest score on.</summary>
    private const int Halvings = 70;

    private readonly Priced _rule;
    private readonly KeyCounts[] _layers;
    private double _weight; // ω
    private double _price;  // θ

    public PriceSearch(Priced rule, ArraySegment<long>[] coarse)
    {
        (_rule, _layers) = (rule, [.. coarse.Select(counts => new KeyCounts(counts))]);
        Solve();
    }

    /// <summary>Whether the bins of a level are known in which the thresholds lie.</summary>
    public bool Knows(int level) => Enumerable.Range(0, _layers.Length).All(layer => _layers[layer].Knows(level, KeyOf(layer)));

    /// <summary>Where to look at a level.</summary>
    public ScoreDigits[] DigitsAt(int level) => [.. _layers.Select((_, i) => KeyCounts.DigitsAt(level, KeyOf(i)))];

    /// <summary>Learns the counts that were asked for by <see cref="DigitsAt"/>, and finds the multipliers again.</summary>
    public void Learn(int level, ArraySegment<long>[] counts)
    {
        for (var layer = 0; layer < _layers.Length; layer++)
            _layers[layer].Learn(level, KeyOf(layer), counts[layer]);
        Solve();
    }

    /// <summary>How many weights of each layer to keep: within all budgets. And what is left of the budgets, by the multipliers, with what the bins leave open.</summary>
    public (long[] Kept, double Unspent) Choose()
    {
        var kept = new long[_layers.Length];
        for (var layer = 0; layer < kept.Length; layer++)
            kept[layer] = Clip(layer, _layers[layer].Bin(KeyOf(layer)).Above);
        var (left, money) = (_rule.Kept - kept.Sum(), _rule.Budget - _rule.Spent(kept));
        var open = 0.0;
        for (var layer = 0; layer < kept.Length; layer++)
        {
            var bin = _layers[layer].Bin(KeyOf(layer));
            open += bin.Count * bin.Width;
            var most = Math.Min(left, (long)Math.Min(money / _rule.Prices[layer], long.MaxValue / 2));
            var more = Math.Clamp(Clip(layer, bin.Above + bin.Count) - kept[layer], 0, Math.Max(most, 0));
            kept[layer] += more;
            left -= more;
            money -= more * _rule.Prices[layer];
        }

        return (kept, _weight * Math.Max(left, 0) + _price * Math.Max(money, 0) + open);
    }

    private void Solve()
    {
        var most = _layers.Max(layer => layer.Largest);
        _price = 0;
        _weight = Least(most, IsFew);
        if (Spent() <= _rule.Budget)
            return;
        _price = Least(most / _rule.Prices.Min(), price =>
        {
            _price = price;
            _weight = Least(most, IsFew);
            return Spent() <= _rule.Budget;
        });
        _weight = Least(most, IsFew);
    }

    private bool IsFew(double weight)
    {
        _weight = weight;
        return Counts().Sum() <= _rule.Kept;
    }

    private double Spent() => Counts().Zip(_rule.Prices).Sum(layer => layer.First * layer.Second);

    private IEnumerable<double> Counts() => _layers.Select((layer, i) => Math.Clamp(layer.Above(KeyOf(i)), _rule.Floors[i], Math.Max(_rule.Floors[i], _rule.Caps[i])));

    private long Clip(int layer, long count) => Math.Clamp(count, _rule.Floors[layer], Math.Max(_rule.Floors[layer], Math.Min(_rule.Caps[layer], _layers[layer].Total)));

    /// <summary>The key of the layer's threshold √(ω + θ·price).</summary>
    private uint KeyOf(int layer) => Histogram.Key(Math.Sqrt(_weight + _price * _rule.Prices[layer]));

    /// <summary>The least number up to a largest one from which on something holds; it holds at the largest.</summary>
    private static double Least(double largest, Predicate<double> holds)
    {
        if (holds(0))
            return 0;
        var (low, high) = (0.0, largest);
        for (var i = 0; i < Halvings && low < high; i++)
        {
            var middle = low + (high - low) / 2;
            if (holds(middle))
                high = middle;
            else
                low = middle;
        }

        return high;
    }
}
