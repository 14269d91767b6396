using Chita.Collectives;

namespace Chita.Selection;

/// <summary>How many keys of a layer lie above another one: exactly at the ends of bins that are known, in between as if keys were spread evenly.</summary>
internal sealed class KeyCounts
{
    private readonly long[] _first; // of the first level: keys with this digit or a larger one
    private readonly Dictionary<uint, long[]> _second = []; // by the first digit
    private readonly Dictionary<uint, long[]> _third = [];  // by the first two

    public KeyCounts(ArraySegment<long> coarse) => _first = FromAbove(coarse);

    /// <summary>All keys.</summary>
    public long Total => _first[0];

    /// <summary>The square of a score that no key is above.</summary>
    public double Largest
    {
        get
        {
            var digit = Array.FindLastIndex(_first, count => count > 0);
            return Square((uint)(digit + 1) << 20);
        }
    }

    /// <summary>Whether the bin of a level in which a key lies is known.</summary>
    public bool Knows(int level, uint key) => level == 1 ? _second.ContainsKey(key >> 20) : _third.ContainsKey(key >> 9);

    /// <summary>Where to look to know it.</summary>
    public static ScoreDigits DigitsAt(int level, uint key) => level == 1 ? new ScoreDigits(1, key >> 20 << 20) : new ScoreDigits(2, key >> 9 << 9);

    /// <summary>What was found there.</summary>
    public void Learn(int level, uint key, ArraySegment<long> counts)
    {
        if (level == 1)
            _second[key >> 20] = FromAbove(counts);
        else
            _third[key >> 9] = FromAbove(counts);
    }

    /// <summary>The number of keys above a key.</summary>
    public double Above(uint key)
    {
        var bin = Bin(key);
        return bin.Above + bin.Count * bin.Rest;
    }

    /// <summary>The smallest bin known in which a key lies.</summary>
    public KeyBin Bin(uint key)
    {
        var (first, second, third) = (key >> 20, key >> 9 & 2047, key & 511);
        if (!_second.TryGetValue(first, out var within))
            return Bin(_first, (int)first, 0, first << 20, 20, key);
        if (!_third.TryGetValue(key >> 9, out var finest))
            return Bin(within, (int)second, _first[first + 1], key >> 9 << 9, 9, key);
        return Bin(finest, (int)third, _first[first + 1] + within[second + 1], key, 0, key);
    }

    private static KeyBin Bin(long[] counts, int digit, long above, uint low, int bits, uint key)
    {
        var size = 1u << bits;
        // Scores of one key are spread over half a unit of float32 to either side.
        var width = bits == 0 ? Square(key) / (1 << 22) : Square(low + size) - Square(low);
        return new KeyBin(above + counts[digit + 1], counts[digit] - counts[digit + 1], bits == 0 ? 0 : (double)(low + size - 1 - key) / size, width);
    }

    private static double Square(uint key) => Math.Pow(BitConverter.UInt32BitsToSingle(Math.Min(key, 0x7F7FFFFF)), 2);

    private static long[] FromAbove(ArraySegment<long> counts)
    {
        var sums = new long[counts.Count + 1];
        for (var digit = counts.Count - 1; digit >= 0; digit--)
            sums[digit] = sums[digit + 1] + counts[digit];
        return sums;
    }
}

/// <summary>A bin of keys.</summary>
/// <param name="Above">Keys above it.</param>
/// <param name="Count">Keys in it.</param>
/// <param name="Rest">The part of it that lies above the key that was asked for.</param>
/// <param name="Width">By how much the squares of scores in it differ at most.</param>
internal readonly record struct KeyBin(long Above, long Count, double Rest, double Width);
