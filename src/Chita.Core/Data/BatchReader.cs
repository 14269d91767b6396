using System.Buffers;
using System.Runtime.InteropServices;
using Chita.Networks;
using static TorchSharp.torch;

namespace Chita.Data;

/// <summary>Reads samples, augments and normalises them, and makes batches of them. Calls may come from several threads.</summary>
public sealed class BatchReader
{
    private readonly Dataset dataset;
    private readonly Augmentation? augmentation;
    private readonly float[] mean;
    private readonly float[] std;

    // What each byte becomes, per channel: 256 values each. Made once, then only read.
    private readonly float[] byteValues;

    /// <summary>Reads from <paramref name="dataset"/>, which stays the caller's.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="normalization">Null leaves floats unchanged and scales bytes to 0…1.</param>
    /// <param name="augmentation">What a read with augmentation does; null is nothing.</param>
    /// <exception cref="InvalidInputException">Normalisation or augmentation do not fit the samples.</exception>
    public BatchReader(Dataset dataset, Normalization? normalization = null, Augmentation? augmentation = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var shape = $"samples of shape [{string.Join(", ", dataset.SampleShape)}]";
        var channels = dataset.SampleShape.Length >= 3 ? dataset.SampleShape[0] : 1;
        if (normalization is not null && dataset.InputKind == ValueKind.Integers)
            throw new InvalidInputException($"normalize: the inputs of {dataset.Path} are tokens, which cannot be normalised; leave it out.");
        if (normalization is not null && normalization.Mean.Length != channels && normalization.Mean.Length != 1)
            throw new InvalidInputException($"normalize: {normalization.Mean.Length} means and deviations are given; {dataset.Path} has {shape}: {(channels == 1 ? "1" : $"{channels}, or 1 for all,")} of each is right.");
        if (augmentation is not null && (dataset.InputKind == ValueKind.Integers || dataset.SampleShape.Length != 3))
            throw new InvalidInputException($"augment: crop and flip are for images [channels, rows, columns]; {dataset.Path} has {shape}; leave it out.");

        this.dataset = dataset;
        this.augmentation = augmentation;
        mean = PerChannel(normalization?.Mean ?? [0], channels);
        std = PerChannel(normalization?.Std ?? [1], channels);
        byteValues = new float[dataset.InputKind == ValueKind.Bytes ? 256 * channels : 0];
        for (var i = 0; i < byteValues.Length; i++)
            byteValues[i] = (((i % 256) / 255f) - mean[i / 256]) / std[i / 256];
    }

    /// <summary>Elements of one sample.</summary>
    internal int SampleLength => dataset.SampleLength;

    /// <summary>Makes a batch; the caller disposes it.</summary>
    /// <param name="samples">One or more samples, in the batch's order.</param>
    /// <param name="augment">Whether this reader's augmentation is applied, with each sample's own randomness.</param>
    /// <exception cref="InvalidInputException">A value is not finite, or the file cannot be read any more.</exception>
    public Batch Read(IReadOnlyList<SampleRef> samples, bool augment)
    {
        ArgumentNullException.ThrowIfNull(samples);
        NativeTorch.EnsureLoaded();
        var inputs = NewTensor(samples.Count, dataset.SampleShape, dataset.InputKind);
        Tensor? targets = null;
        try
        {
            targets = NewTensor(samples.Count, dataset.TargetShape, dataset.TargetKind);
            if (dataset.InputKind == ValueKind.Integers)
                FillInputs(samples, MemoryMarshal.Cast<byte, long>(inputs.bytes));
            else
                FillInputs(samples, augment, MemoryMarshal.Cast<byte, float>(inputs.bytes));
            if (dataset.TargetKind == ValueKind.Integers)
                FillTargets(samples, MemoryMarshal.Cast<byte, long>(targets.bytes));
            else
                FillTargets(samples, MemoryMarshal.Cast<byte, float>(targets.bytes));
            return new Batch(inputs, targets);
        }
        catch
        {
            inputs.Dispose();
            targets?.Dispose();
            throw;
        }
    }

    /// <summary>Fills [samples, …] with inputs that are tokens.</summary>
    internal void FillInputs(IReadOnlyList<SampleRef> samples, Span<long> destination)
    {
        for (var i = 0; i < samples.Count; i++)
            dataset.ReadInput(samples[i].Index, Part(destination, i, dataset.SampleLength));
    }

    /// <summary>Fills [samples, …] with inputs that are images or numbers.</summary>
    internal void FillInputs(IReadOnlyList<SampleRef> samples, bool augment, Span<float> destination)
    {
        var length = dataset.SampleLength;
        var bytes = ArrayPool<byte>.Shared.Rent(2 * length);
        for (var i = 0; i < samples.Count; i++)
        {
            var values = Part(destination, i, length);
            if (dataset.InputKind == ValueKind.Bytes)
            {
                var image = bytes.AsSpan(0, length);
                dataset.ReadInput(samples[i].Index, image);
                if (augment && augmentation is not null)
                {
                    var changed = bytes.AsSpan(length, length);
                    augmentation.Apply(image, changed, dataset.SampleShape, samples[i].Random);
                    image = changed;
                }

                NormalizeBytes(image, values);
            }
            else
            {
                dataset.ReadInput(samples[i].Index, values);
                if (augment && augmentation is not null)
                    augmentation.Apply(values.ToArray(), values, dataset.SampleShape, samples[i].Random);
                NormalizeFloats(values);
            }
        }

        ArrayPool<byte>.Shared.Return(bytes);
    }

    /// <summary>Fills [samples, …] with targets that are labels or tokens.</summary>
    internal void FillTargets(IReadOnlyList<SampleRef> samples, Span<long> destination)
    {
        for (var i = 0; i < samples.Count; i++)
            dataset.ReadTarget(samples[i].Index, Part(destination, i, dataset.TargetLength));
    }

    /// <summary>Fills [samples, …] with targets that are numbers.</summary>
    internal void FillTargets(IReadOnlyList<SampleRef> samples, Span<float> destination)
    {
        for (var i = 0; i < samples.Count; i++)
            dataset.ReadTarget(samples[i].Index, Part(destination, i, dataset.TargetLength));
    }

    private static Span<T> Part<T>(Span<T> destination, int sample, int length) => destination.Slice(sample * length, length);

    private static float[] PerChannel(float[] values, int channels) =>
        values.Length == 1 ? [.. Enumerable.Repeat(values[0], channels)] : values;

    private static Tensor NewTensor(int samples, int[] shape, ValueKind kind) =>
        empty([samples, .. shape.Select(d => (long)d)], dtype: kind == ValueKind.Integers ? int64 : float32);

    private void NormalizeBytes(ReadOnlySpan<byte> image, Span<float> values)
    {
        var plane = image.Length / mean.Length;
        for (var channel = 0; channel < mean.Length; channel++)
        {
            var table = byteValues.AsSpan(256 * channel, 256);
            for (var i = channel * plane; i < (channel + 1) * plane; i++)
                values[i] = table[image[i]];
        }
    }

    private void NormalizeFloats(Span<float> values)
    {
        var plane = values.Length / mean.Length;
        for (var i = 0; i < values.Length; i++)
            values[i] = (values[i] - mean[i / plane]) / std[i / plane];
    }
}
