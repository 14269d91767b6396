namespace Chita.Collectives;

/// <summary>
/// Counts of |z| by digits of the float32 bit pattern, which sorts like the number it stands for: 11 bits, 11 bits, then the last
/// 9 (the sign bit is always 0). Three levels find the k-th largest score exactly.
/// </summary>
/// <param name="Counts">Counts by digit, ascending; histogram after histogram where several were asked for.</param>
public sealed record Histogram(long[] Counts) : ISum<Histogram>
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

    /// <inheritdoc/>
    public static Histogram Sum(IReadOnlyList<Histogram> parts)
    {
        var counts = new long[parts[0].Counts.Length];
        foreach (var part in parts)
        {
            for (var i = 0; i < counts.Length; i++)
                counts[i] += part.Counts[i];
        }

        return new Histogram(counts);
    }

    /// <summary>The histograms of the parts, one after the other.</summary>
    internal static Histogram Concat(IReadOnlyList<Histogram> parts) => new([.. parts.SelectMany(part => part.Counts)]);
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
