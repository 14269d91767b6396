namespace Chita.Collectives;

/// <summary>Sums of vectors in a fixed order.</summary>
internal static class Vectors
{
    /// <summary>Adds the vectors of all parts in the parts' order; an empty vector counts as zero.</summary>
    public static double[] Sum<T>(IReadOnlyList<T> parts, Func<T, double[]> vector)
    {
        double[] sum = [];
        for (var i = 0; i < parts.Count; i++)
        {
            var term = vector(parts[i]);
            if (term.Length == 0)
                continue;
            if (sum.Length == 0)
                sum = new double[term.Length];
            Add(sum, term);
        }

        return sum;
    }

    /// <summary>sum ← sum + term.</summary>
    public static void Add(Span<double> sum, ReadOnlySpan<double> term)
    {
        if (sum.Length != term.Length)
            throw new ArgumentException($"A vector of {term.Length} elements cannot be added to one of {sum.Length}.");
        for (var i = 0; i < sum.Length; i++)
            sum[i] += term[i];
    }

    /// <summary>xᵀy.</summary>
    public static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }

    /// <summary>xᵀy.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }
}
