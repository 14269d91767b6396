using System.Buffers;
using System.Numerics;

namespace Chita.Collectives;

/// <summary>
/// Counts of |z| by digits of the float32 bit pattern, which sorts like the number it stands for: 11 bits, 11 bits, then the last
/// 9 (the sign bit is always 0). Three levels find the k-th largest score exactly.
/// </summary>
/// <remarks>
/// Only digits that occur are kept: those of a block's scores are some 200 of 2,048, so this is what travels and is added up fastest.
/// </remarks>
/// <param name="Length">How many counts there are in all; histogram after histogram where several were asked for.</param>
/// <param name="Digits">Where they are not 0, ascending.</param>
/// <param name="Counts">What they are there.</param>
public sealed record Histogram(int Length, int[] Digits, long[] Counts) : ISum<Histogram>
{
    /// <summary>Number of levels.</summary>
    public const int Levels = 3;

    private static readonly int[] Shifts = [20, 9, 0];
    private static readonly int[] Bits = [11, 11, 9];

    /// <summary>The key by which scores are ranked: the bits of |z| rounded to float32.</summary>
    public static uint Key(double score) => BitConverter.SingleToUInt32Bits((float)Math.Abs(score));

    /// <summary>Whether a key is that of a number.</summary>
    internal static bool IsFinite(uint key) => key < 0x7F800000;

    /// <summary>Number of digits at a level.</summary>
    public static int Size(int level) => 1 << Bits[level];

    /// <summary>The last digits of the first level: keys of numbers that are not finite.</summary>
    internal const int NotFinite = 8;

    /// <summary>Counts those keys that begin with the known digits by the next one.</summary>
    internal static void Count(ReadOnlySpan<uint> keys, ScoreDigits known, Span<int> counts)
    {
        var shift = Shifts[known.Level];
        if (known.Level == 0)
        {
            foreach (var key in keys)
                counts[(int)(key >> shift)]++;
            return;
        }

        var (before, mask) = (Shifts[known.Level - 1], counts.Length - 1);
        var prefix = known.Prefix >> before;
        foreach (var key in keys)
        {
            if (key >> before == prefix)
                counts[(int)(key >> shift) & mask]++;
        }
    }

    /// <summary>The histogram of these counts.</summary>
    public static Histogram Of<T>(ReadOnlySpan<T> counts) where T : struct, IBinaryInteger<T>
    {
        var occurring = counts.Length - counts.Count(T.Zero);
        var (digits, values) = (new int[occurring], new long[occurring]);
        for (int digit = Math.Max(0, counts.IndexOfAnyExcept(T.Zero)), i = 0; i < occurring; digit++)
        {
            if (counts[digit] != T.Zero)
                (digits[i], values[i++]) = (digit, long.CreateTruncating(counts[digit]));
        }

        return new Histogram(counts.Length, digits, values);
    }

    /// <summary>Whether these, of first digits, are all of finite numbers.</summary>
    internal bool AllFinite => Array.TrueForAll(Digits, digit => digit % Size(0) < Size(0) - NotFinite);

    /// <summary>All counts.</summary>
    public long[] ToArray()
    {
        var counts = new long[Length];
        AddTo(counts);
        return counts;
    }

    /// <inheritdoc/>
    public static Histogram Sum(IReadOnlyList<Histogram> parts)
    {
        if (parts.Count == 1)
            return parts[0];
        var length = parts[0].Length;
        var room = ArrayPool<long>.Shared.Rent(length);
        var counts = room.AsSpan(0, length);
        counts.Clear();
        foreach (var part in parts)
            part.AddTo(counts);
        var sum = Of<long>(counts);
        ArrayPool<long>.Shared.Return(room);
        return sum;
    }

    /// <summary>The histograms of the parts, one after the other.</summary>
    internal static Histogram Concat(IReadOnlyList<Histogram> parts)
    {
        if (parts.Count == 1)
            return parts[0];
        var occurring = parts.Sum(part => part.Digits.Length);
        var (digits, counts, length, i) = (new int[occurring], new long[occurring], 0, 0);
        foreach (var part in parts)
        {
            part.Counts.CopyTo(counts, i);
            foreach (var digit in part.Digits)
                digits[i++] = length + digit;
            length += part.Length;
        }

        return new Histogram(length, digits, counts);
    }

    private void AddTo(Span<long> counts)
    {
        for (var i = 0; i < Digits.Length; i++)
            counts[Digits[i]] += Counts[i];
    }
}

/// <summary>The leading digits of a score's key that are already known.</summary>
/// <param name="Level">How many: the level of the histogram wanted, 0 to 2.</param>
/// <param name="Prefix">A key with these digits.</param>
public readonly record struct ScoreDigits(int Level, uint Prefix)
{
    /// <summary>These digits and one more.</summary>
    public ScoreDigits With(int digit) => Level switch
    {
        0 => new ScoreDigits(1, (uint)digit << 20),
        1 => new ScoreDigits(2, Prefix | (uint)digit << 9),
        _ => new ScoreDigits(3, Prefix | (uint)digit),
    };
}
