namespace Chita.Collectives;

/// <summary>
/// Counts of |z| by digits of the float32 bit pattern, which sorts like the number it stands for: 11 bits, 11 bits, then the last
/// 9 (the sign bit is always 0). Three levels find the k-th largest score exactly.
/// </summary>
/// <param name="Counts">Counts by digit, ascending.</param>
public sealed record Histogram(long[] Counts) : ISum<Histogram>
{
    /// <summary>Number of levels.</summary>
    public const int Levels = 3;

    private static readonly int[] Shifts = [20, 9, 0];
    private static readonly int[] Bits = [11, 11, 9];

    /// <summary>The key by which scores are ranked: the bits of |z| rounded to float32.</summary>
    public static uint Key(double score) => BitConverter.SingleToUInt32Bits((float)Math.Abs(score));

    /// <summary>The digit of <paramref name="key"/> at a level.</summary>
    public static int Digit(uint key, int level) => (int)(key >> Shifts[level]) & ((1 << Bits[level]) - 1);

    /// <summary>An empty histogram's counts for a level.</summary>
    public static long[] Empty(int level) => new long[1 << Bits[level]];

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
}

/// <summary>The leading digits of a score's key that are already known.</summary>
/// <param name="Level">How many: the level of the histogram wanted, 1 or 2.</param>
/// <param name="Prefix">A key with these digits.</param>
public readonly record struct ScoreDigits(int Level, uint Prefix)
{
    /// <summary>Whether <paramref name="key"/> begins with these digits.</summary>
    public bool Match(uint key) => key >> (Level == 1 ? 20 : 9) == Prefix >> (Level == 1 ? 20 : 9);

    /// <summary>These digits and one more.</summary>
    public ScoreDigits With(int digit) => Level switch
    {
        0 => new ScoreDigits(1, (uint)digit << 20),
        1 => new ScoreDigits(2, Prefix | (uint)digit << 9),
        _ => new ScoreDigits(3, Prefix | (uint)digit),
    };
}

/// <summary>Where a selection cuts the ranked scores.</summary>
/// <param name="Threshold">Keys above it are selected.</param>
/// <param name="Ties">How many of the keys equal to it are selected: the first ones in weight order.</param>
public readonly record struct Cut(uint Threshold, long Ties)
{
    /// <summary>Selects nothing.</summary>
    public static Cut Nothing { get; } = new(uint.MaxValue, 0);
}
