namespace Chita.Networks;

/// <summary>Statistics of a batch at every batch-norm layer.</summary>
/// <param name="Samples">Samples of the batch, ≥ 1.</param>
/// <param name="Values">The means, then as many variances.</param>
public sealed record BatchStatistics(int Samples, ReadOnlyMemory<float> Values)
{
    /// <summary>
    /// The statistics of all batches together, each weighted by its samples: the mean of means, and the mean of variances plus the variance of means.
    /// In float64, in the batches' order.
    /// </summary>
    /// <param name="batches">At least one, of the same layers.</param>
    /// <returns>The means, then as many variances.</returns>
    public static float[] Pool(IReadOnlyList<BatchStatistics> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentOutOfRangeException.ThrowIfZero(batches.Count);
        var (samples, pooled) = ((double)batches.Sum(batch => (long)batch.Samples), new float[batches[0].Values.Length]);
        var half = pooled.Length / 2;
        for (var i = 0; i < half; i++)
        {
            var (mean, variance) = (0.0, 0.0);
            foreach (var batch in batches)
                mean += batch.Samples / samples * batch.Values.Span[i];
            foreach (var batch in batches)
                variance += batch.Samples / samples * (batch.Values.Span[half + i] + Math.Pow(batch.Values.Span[i] - mean, 2));
            (pooled[i], pooled[half + i]) = ((float)mean, (float)variance);
        }

        return pooled;
    }
}
