using Chita.Collectives;

namespace Chita.Selection;

/// <summary>Finds the k-th largest key exactly from three histograms, for several steps and layers at once.</summary>
internal static class RadixSelect
{
    /// <summary>The cuts that select the largest keys.</summary>
    /// <param name="blocks">Who counts.</param>
    /// <param name="steps">Points of the line of scores.</param>
    /// <param name="coarse">The first histograms.</param>
    /// <param name="kept">How many keys to select: one number for each histogram.</param>
    public static async Task<LineCuts> CutAsync(ICollectives blocks, double[] steps, Histogram coarse, long[] kept)
    {
        var wanted = (long[])kept.Clone();
        var totals = new long[kept.Length];
        var digits = new ScoreDigits[kept.Length];
        for (var histogram = coarse; ; histogram = await blocks.RankAsync(new RankQuery(steps, digits)))
        {
            var counts = histogram.ToArray();
            var size = counts.Length / kept.Length;
            var level = digits[0].Level;
            digits = [.. digits.Select((known, i) => known.With(Find(counts.AsSpan(i * size, size), ref wanted[i], out totals[i])))];
            if (level == Histogram.Levels - 1)
                break;
        }

        return new LineCuts(steps, [.. digits.Select((found, i) => kept[i] == 0 ? Cut.Nothing : new Cut(found.Prefix, wanted[i], totals[i]))]);
    }

    /// <summary>The digit in which the <paramref name="wanted"/>-th largest key lies; afterwards, which of the keys there it is, and their number.</summary>
    internal static int Find(ReadOnlySpan<long> counts, ref long wanted, out long total)
    {
        total = 0;
        if (wanted == 0)
            return 0;
        var above = 0L;
        for (var digit = counts.Length - 1; digit >= 0; digit--)
        {
            if (above + counts[digit] >= wanted)
            {
                wanted -= above;
                total = counts[digit];
                return digit;
            }

            above += counts[digit];
        }

        throw new ArgumentException($"{wanted} weights are to be kept, but there are only {above}.");
    }
}
