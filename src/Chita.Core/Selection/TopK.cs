using Chita.Collectives;

namespace Chita.Selection;

/// <summary>The unstructured rule (algorithm.md §6): the k largest |z| of the whole network; ties go to the lower index.</summary>
/// <param name="kept">k, the number of weights to keep.</param>
public sealed class TopK(long kept)
{
    /// <summary>Selects from the scores the blocks hold: three histograms find the k-th largest exactly, ties are counted out in order.</summary>
    /// <param name="blocks">The blocks, just scored.</param>
    /// <param name="coarse">The histogram that the scoring returned.</param>
    public async Task<Selected> SelectAsync(ICollectives blocks, Histogram coarse)
    {
        if (kept == 0)
            return new Selected(await blocks.SelectAsync(Cut.Nothing), 0, 0);

        var digits = default(ScoreDigits);
        var histogram = coarse;
        var wanted = kept;
        while (true)
        {
            var (digit, above) = Find(histogram.Counts, wanted);
            wanted -= above;
            digits = digits.With(digit);
            if (digits.Level == Histogram.Levels)
            {
                var cut = new Cut(digits.Prefix, wanted);
                var rejected = histogram.Counts[digit] - wanted;
                return new Selected(await blocks.SelectAsync(cut), Math.Min(wanted, rejected), BitConverter.UInt32BitsToSingle(cut.Threshold));
            }

            histogram = await blocks.RefineAsync(digits);
        }
    }

    /// <summary>The digit in which the <paramref name="wanted"/>-th largest key lies, and how many keys have a larger one.</summary>
    private static (int Digit, long Above) Find(long[] counts, long wanted)
    {
        var above = 0L;
        for (var digit = counts.Length - 1; digit >= 0; digit--)
        {
            if (above + counts[digit] >= wanted)
                return (digit, above);
            above += counts[digit];
        }

        throw new ArgumentException($"{wanted} weights are to be kept, but there are only {above}.");
    }
}

/// <summary>A selection, made.</summary>
/// <param name="Sums">What it sums to.</param>
/// <param name="AmbiguousTies">How many ranks at the threshold are decided by index because float32 cannot tell the scores apart.</param>
/// <param name="Threshold">The |z| at which it was cut.</param>
public sealed record Selected(SelectionSums Sums, long AmbiguousTies, double Threshold);
