namespace Chita.Numerics;

/// <summary>
/// A random generator without state: draw number c is a function of the key and c alone, so the order of draws and the
/// number of threads change nothing. The function is SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators", OOPSLA 2014; constants of prng.di.unimi.it/splitmix64.c): draw c is its output c + 1 from the seed <c>Key</c>.
/// </summary>
/// <param name="Key">Selects the sequence of draws.</param>
public readonly record struct CounterRandom(ulong Key)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>The generator that belongs to some numbers in this order, such as seed, stage and position.</summary>
    public static CounterRandom For(params ReadOnlySpan<long> parts)
    {
        ulong key = 0;
        foreach (var part in parts)
            key = new CounterRandom(key + unchecked((ulong)part)).Bits(0);
        return new CounterRandom(key);
    }

    /// <summary>64 random bits: the draw with this number.</summary>
    public ulong Bits(long counter)
    {
        unchecked
        {
            var z = Key + (((ulong)counter + 1) * Gamma);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>An integer of [0, <paramref name="bound"/>) from the draw with this number (bias below bound / 2^64).</summary>
    public int Below(int bound, long counter)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(Bits(counter), (ulong)bound, out _);
    }

    /// <summary>A number of [0, 1), a multiple of 2⁻⁵³, from the draw with this number.</summary>
    public double Unit(long counter) => (Bits(counter) >> 11) * (1.0 / (1L << 53));

    /// <summary>Permutes the values (Fisher and Yates), using one draw each.</summary>
    public void Shuffle(Span<int> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1, i);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
