using Chita.Collectives;

namespace Chita.Selection;

/// <summary>
/// The cuts of <see cref="Bounded"/> at one step. With a common threshold, layer l keeps as many weights as have larger keys, clipped to
/// f_l … c_l; the sum over the layers falls as the threshold rises, so the threshold at which it reaches k is found digit by digit. A layer
/// whose floor or cap already decides leaves the common path and looks for its own threshold from the same histogram on: it lies
/// under the digits known so far, or the layer had left before.
/// </summary>
internal sealed class BoundedSearch(Bounded rule)
{
    private readonly Layer[] _layers = [.. rule.Floors.Zip(rule.Caps, (floor, cap) => new Layer { Floor = floor, Cap = cap })];

    /// <summary>What is known of each layer's threshold.</summary>
    public ScoreDigits[] Digits => [.. _layers.Select(layer => layer.Digits)];

    /// <summary>Finds the next digit of each layer's threshold.</summary>
    /// <param name="counts">For each layer, how many of the keys with the digits known have which next one.</param>
    public void Descend(IReadOnlyList<ArraySegment<long>> counts)
    {
        var common = CommonDigit(counts);
        for (var i = 0; i < _layers.Length; i++)
        {
            var layer = _layers[i];
            if (layer.Wanted is null)
            {
                var above = layer.Above + Sum(counts[i].AsSpan(common + 1));
                if (layer.Cap <= above)
                    layer.Wanted = layer.Cap;
                else if (layer.Floor >= above + counts[i][common])
                    layer.Wanted = layer.Floor;
            }

            layer.Take(counts[i], layer.Wanted is { } wanted ? OwnDigit(counts[i], wanted - layer.Above) : common);
        }
    }

    /// <summary>The cuts, once all digits are known. Where the threshold is common, what is left of k goes to its ties in layer order.</summary>
    public Cut[] Cuts()
    {
        var left = rule.Kept - _layers.Sum(layer => layer.Wanted ?? Math.Max(layer.Above, layer.Floor));
        var cuts = new Cut[_layers.Length];
        for (var i = 0; i < cuts.Length; i++)
        {
            var layer = _layers[i];
            var kept = layer.Wanted;
            if (kept is null)
            {
                var least = Math.Max(layer.Above, layer.Floor);
                var more = Math.Min(left, Math.Min(layer.Above + layer.Total, layer.Cap) - least);
                left -= more;
                kept = least + more;
            }

            cuts[i] = new Cut(layer.Digits.Prefix, kept.Value - layer.Above, layer.Total);
        }

        return cuts;
    }

    /// <summary>The largest digit down to which the layers on the common path, and the others, keep k weights.</summary>
    private int CommonDigit(IReadOnlyList<ArraySegment<long>> counts)
    {
        var above = _layers.Select(layer => layer.Above).ToArray();
        for (var digit = counts[0].Count - 1; digit > 0; digit--)
        {
            var kept = 0L;
            for (var i = 0; i < _layers.Length; i++)
            {
                above[i] += counts[i][digit];
                kept += _layers[i].Wanted ?? Math.Clamp(above[i], _layers[i].Floor, _layers[i].Cap);
            }

            if (kept >= rule.Kept)
                return digit;
        }

        return 0;
    }

    /// <summary>The digit of the key that is number <paramref name="wanted"/> from above; for none, the digit above which there is nothing.</summary>
    private static int OwnDigit(ArraySegment<long> counts, long wanted) => wanted == 0 ? counts.Count - 1 : RadixSelect.Find(counts, ref wanted, out _);

    private static long Sum(ReadOnlySpan<long> counts)
    {
        var sum = 0L;
        foreach (var count in counts)
            sum += count;
        return sum;
    }

    private sealed class Layer
    {
        public required long Floor { get; init; }

        public required long Cap { get; init; }

        /// <summary>How many weights to keep, once floor or cap decided; null on the common path.</summary>
        public long? Wanted { get; set; }

        /// <summary>Keys larger than any with the digits known.</summary>
        public long Above { get; private set; }

        /// <summary>Keys with the digits known.</summary>
        public long Total { get; private set; }

        public ScoreDigits Digits { get; private set; }

        public void Take(ArraySegment<long> counts, int digit)
        {
            Above += Sum(counts.AsSpan(digit + 1));
            Total = counts[digit];
            Digits = Digits.With(digit);
        }
    }
}
