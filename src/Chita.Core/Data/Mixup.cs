namespace Chita.Data;

/// <summary>
/// Blends every sample of a batch with the one after it (the last with the first): that one's share is drawn from 0 to ½. As a target cannot be blended
/// where it is a class, each sample has the target of either, with the shares as probabilities: the same on average.
/// </summary>
internal static class Mixup
{
    // Draws of a place's randomness; those before are Augmentation's.
    private const int ShareDraw = 3, TargetDraw = 4;

    /// <summary>Blends inputs [samples, …] in place.</summary>
    public static void Blend(IReadOnlyList<SampleRef> samples, Span<float> inputs)
    {
        var length = inputs.Length / samples.Count;
        var first = inputs[..length].ToArray();
        for (var i = 0; i < samples.Count; i++)
        {
            var share = (float)Share(samples[i]);
            var own = inputs.Slice(i * length, length);
            var next = i + 1 < samples.Count ? inputs.Slice((i + 1) * length, length) : first;
            for (var k = 0; k < length; k++)
                own[k] += share * (next[k] - own[k]);
        }
    }

    /// <summary>The samples whose targets the blended ones have.</summary>
    public static SampleRef[] Targets(IReadOnlyList<SampleRef> samples) =>
        [.. samples.Select((sample, i) => sample.Random.Unit(TargetDraw) < Share(sample) ? samples[(i + 1) % samples.Count] : sample)];

    private static double Share(SampleRef sample) => sample.Random.Unit(ShareDraw) / 2;
}
