using System.Buffers;
using System.Runtime.InteropServices;
using Chita.Networks;
using static TorchSharp.torch;

namespace Chita.Data;

/// <summary>Reads samples, augments and normalises them, and makes batches of them. Calls may come from several threads.</summary>
public sealed class BatchReader
{
    private readonly Dataset _dataset;
    private readonly Augmentation? _augmentation;
    private readonly float[] _mean;
    private readonly float[] _std;

    // What each byte becomes, per channel: 256 values each. Made once, then only read.
    private readonly float[] _byteValues;

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
        if (augmentation is not null && dataset.InputKind == ValueKind.Integers)
            throw new InvalidInputException($"augment: the inputs of {dataset.Path} are tokens, which cannot be changed so; leave it out.");
        if (augmentation is { ChangesImages: true } && dataset.SampleShape.Length != 3)
            throw new InvalidInputException($"augment: crop and flip are for images [channels, rows, columns]; {dataset.Path} has {shape}; leave them out.");

        _dataset = dataset;
        _augmentation = augmentation;
        _mean = PerChannel(normalization?.Mean ?? [0], channels);
        _std = PerChannel(normalization?.Std ?? [1], channels);
        _byteValues = new float[_dataset.InputKind == ValueKind.Bytes ? 256 * channels : 0];
        for (var i = 0; i < _byteValues.Length; i++)
            _byteValues[i] = (((i % 256) / 255f) - _mean[i / 256]) / _std[i / 256];
    }

    /// <summary>Elements of one sample.</summary>
    internal int SampleLength => _dataset.SampleLength;

    /// <summary>Makes a batch; the caller disposes it.</summary>
    /// <param name="samples">One or more samples, in the batch's order.</param>
    /// <param name="augment">Whether this reader's augmentation is applied, with each sample's own randomness.</param>
    /// <exception cref="InvalidInputException">A value is not finite, or the file cannot be read any more.</exception>
    public Batch Read(IReadOnlyList<SampleRef> samples, bool augment)
    {
        ArgumentNullException.ThrowIfNull(samples);
        NativeTorch.EnsureLoaded();
        var inputs = NewTensor(samples.Count, _dataset.SampleShape, _dataset.InputKind);
        Tensor? targets = null;
        try
        {
            var mixes = augment && _augmentation is { Mixup: true };
            if (_dataset.InputKind == ValueKind.Integers)
                FillInputs(samples, MemoryMarshal.Cast<byte, long>(inputs.bytes));
            else
                FillInputs(samples, augment, MemoryMarshal.Cast<byte, float>(inputs.bytes));
            if (mixes)
                Mixup.Blend(samples, MemoryMarshal.Cast<byte, float>(inputs.bytes));
            targets = _dataset.HasTargets ? NewTensor(samples.Count, _dataset.TargetShape, _dataset.TargetKind) : empty(0, dtype: int64);
            var targeted = mixes ? Mixup.Targets(samples) : samples;
            if (_dataset.HasTargets && _dataset.TargetKind == ValueKind.Integers)
                FillTargets(targeted, MemoryMarshal.Cast<byte, long>(targets.bytes));
            else if (_dataset.HasTargets)
                FillTargets(targeted, MemoryMarshal.Cast<byte, float>(targets.bytes));
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
            _dataset.ReadInput(samples[i].Index, Part(destination, i, _dataset.SampleLength));
    }

    /// <summary>Fills [samples, …] with inputs that are images or numbers.</summary>
    internal void FillInputs(IReadOnlyList<SampleRef> samples, bool augment, Span<float> destination)
    {
        var length = _dataset.SampleLength;
        var bytes = ArrayPool<byte>.Shared.Rent(2 * length);
        for (var i = 0; i < samples.Count; i++)
        {
            var values = Part(destination, i, length);
            if (_dataset.InputKind == ValueKind.Bytes)
            {
                var image = bytes.AsSpan(0, length);
                _dataset.ReadInput(samples[i].Index, image);
                if (augment && _augmentation is { ChangesImages: true })
                {
                    var changed = bytes.AsSpan(length, length);
                    _augmentation.Apply(image, changed, _dataset.SampleShape, samples[i].Random);
                    image = changed;
                }

                NormalizeBytes(image, values);
            }
            else
            {
                _dataset.ReadInput(samples[i].Index, values);
                if (augment && _augmentation is { ChangesImages: true })
                    _augmentation.Apply(values.ToArray(), values, _dataset.SampleShape, samples[i].Random);
                NormalizeFloats(values);
            }
        }

        ArrayPool<byte>.Shared.Return(bytes);
    }

    /// <summary>Fills [samples, …] with targets that are labels or tokens.</summary>
    internal void FillTargets(IReadOnlyList<SampleRef> samples, Span<long> destination)
    {
        for (var i = 0; i < samples.Count; i++)
            _dataset.ReadTarget(samples[i].Index, Part(destination, i, _dataset.TargetLength));
    }

    /// <summary>Fills [samples, …] with targets that are numbers.</summary>
    internal void FillTargets(IReadOnlyList<SampleRef> samples, Span<float> destination)
    {
        for (var i = 0; i < samples.Count; i++)
            _dataset.ReadTarget(samples[i].Index, Part(destination, i, _dataset.TargetLength));
    }

    private static Span<T> Part<T>(Span<T> destination, int sample, int length) => destination.Slice(sample * length, length);

    private static float[] PerChannel(float[] values, int channels) =>
        values.Length == 1 ? [.. Enumerable.Repeat(values[0], channels)] : values;

    private static Tensor NewTensor(int samples, int[] shape, ValueKind kind) =>
        empty([samples, .. shape.Select(d => (long)d)], dtype: kind == ValueKind.Integers ? int64 : float32);

    private void NormalizeBytes(ReadOnlySpan<byte> image, Span<float> values)
    {
        var plane = image.Length / _mean.Length;
        for (var channel = 0; channel < _mean.Length; channel++)
        {
            var table = _byteValues.AsSpan(256 * channel, 256);
            for (var i = channel * plane; i < (channel + 1) * plane; i++)
                values[i] = table[image[i]];
        }
    }

    private void NormalizeFloats(Span<float> values)
    {
        var plane = values.Length / _mean.Length;
        for (var i = 0; i < values.Length; i++)
            values[i] = (values[i] - _mean[i / plane]) / _std[i / plane];
    }
}
