namespace Chita.Data;

/// <summary>
/// (x − mean) / std in float32 per channel, x being a byte / 255 or a float as stored. The channels are the first
/// dimension of samples of three or more dimensions; other samples have one. One mean and deviation may serve all channels.
/// </summary>
public sealed class Normalization
{
    /// <summary>Takes one mean and one standard deviation per channel, or one for all.</summary>
    /// <exception cref="InvalidInputException">Not as many of both, or a number that is not finite, or a deviation that is not positive.</exception>
    public Normalization(float[] mean, float[] std)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(std);
        if (mean.Length != std.Length || mean.Length == 0)
            throw new InvalidInputException($"normalize: {mean.Length} means and {std.Length} deviations (std) are given; one of each per channel, or one for all, is needed.");
        for (var i = 0; i < mean.Length; i++)
        {
            if (!float.IsFinite(mean[i]))
                throw new InvalidInputException($"normalize: mean {mean[i]} of channel {i} must be a finite number.");
            if (!float.IsFinite(std[i]) || std[i] <= 0)
                throw new InvalidInputException($"normalize: std {std[i]} of channel {i} must be a finite number above 0.");
        }

        Mean = mean;
        Std = std;
    }

    /// <summary>Subtracted, per channel; in units of x (0…1 for bytes).</summary>
    public float[] Mean { get; }

    /// <summary>Divided by, per channel; above 0.</summary>
    public float[] Std { get; }
}
