using System.Numerics;

namespace Chita.Pruning;

/// <summary>How many weights a sparsity leaves: the k of <c>algorithm.md §1</c>.</summary>
public static class KeptWeights
{
    /// <summary>
    /// k = floor((1 − <paramref name="sparsity"/>) · <paramref name="weights"/>), exactly: 0.8 of 200,000 keeps 40,000.
    /// </summary>
    /// <param name="sparsity">Fraction of the weights to remove, 0 ≤ sparsity &lt; 1.</param>
    /// <param name="weights">Number of prunable weights, ≥ 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value outside its range.</exception>
    public static long Of(decimal sparsity, long weights)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sparsity);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sparsity, 1m);
        ArgumentOutOfRangeException.ThrowIfNegative(weights);

        // The product may need more than decimal's 28 digits, and decimal would round it, perhaps up to the next whole
        // number. In whole units of the sparsity's last decimal place nothing is rounded.
        var unit = BigInteger.Pow(10, sparsity.Scale);
        var removed = InLastPlaces(sparsity);
        return (long)((unit - removed) * weights / unit);
    }

    /// <summary>0.25 → 25, 0.250 → 250: the whole number that a decimal stores beside its scale.</summary>
    private static BigInteger InLastPlaces(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        return ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
    }
}
