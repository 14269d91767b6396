using System.Runtime.InteropServices;
using Chita.Core.Tests.Formats;
using Chita.Data;
using Chita.Formats;
using Chita.Numerics;

namespace Chita.Core.Tests.Data;

public sealed class BatchReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Bytes_are_normalised_per_channel()
    {
        using var dataset = Dataset.Open(_folder.Write("a.bin", ValidFiles.Cifar(3, 9)));
        var values = Inputs(new BatchReader(dataset, new Normalization([0.1f, 0.2f, 0.3f], [0.5f, 0.25f, 2])), new SampleRef(1));
        var (mean, std) = (new[] { 0.1, 0.2, 0.3 }, new[] { 0.5, 0.25, 2 });
        var pixels = ValidFiles.Pixels(1);
        for (var i = 0; i < values.Length; i++)
            Assert.Equal(((pixels[i] / 255.0) - mean[i / 1024]) / std[i / 1024], values[i], 1e-6);
    }

    [Fact]
    public void Bytes_without_normalisation_are_scaled_to_one()
    {
        using var dataset = Dataset.Open(_folder.Write("a.bin", ValidFiles.Cifar(3)));
        Assert.Equal(ValidFiles.Pixels(0).Select(p => p / 255f), Inputs(new BatchReader(dataset), new SampleRef(0)));
    }

    [Fact]
    public void One_mean_and_deviation_serve_all_channels()
    {
        using var dataset = Dataset.Open(_folder.Write("a.bin", ValidFiles.Cifar(3)));
        var all = Inputs(new BatchReader(dataset, new Normalization([0.5f], [0.25f])), new SampleRef(0));
        Assert.Equal(Inputs(new BatchReader(dataset, new Normalization([0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f])), new SampleRef(0)), all);
    }

    [Fact]
    public void Floats_are_normalised_as_they_are_and_unchanged_without()
    {
        using var dataset = Floats([2, 1, 1, 2], 1, 2, 3, 5);
        Assert.Equal([3, 5], Inputs(new BatchReader(dataset), new SampleRef(1)));
        Assert.Equal([1, 2, 0, 0.5f], Inputs(new BatchReader(dataset, new Normalization([1], [2])), new SampleRef(1), new SampleRef(0)));
    }

    [Fact]
    public void Augmented_images_are_padded_with_black()
    {
        // Offset (4, 3) is one to the left: one column of black, which normalises to −mean / std.
        var random = Enumerable.Range(0, 1000).Select(i => new CounterRandom((ulong)i)).First(r => r.Below(9, 0) == 4 && r.Below(9, 1) == 3);
        using var dataset = Floats([1, 1, 1, 3], 10, 20, 30);
        var reader = new BatchReader(dataset, new Normalization([5], [5]), new Augmentation(Crop: true, Flip: false));
        Assert.Equal([-1, 1, 3], Inputs(reader, augment: true, new SampleRef(0, random)));
        Assert.Equal([1, 3, 5], Inputs(reader, augment: false, new SampleRef(0, random)));
    }

    [Fact]
    public void A_sample_is_augmented_alike_wherever_it_stands_in_a_batch()
    {
        using var dataset = Dataset.Open(_folder.Write("a.bin", ValidFiles.Cifar(1, 2, 3)));
        var reader = new BatchReader(dataset, augmentation: new Augmentation(Crop: true, Flip: true));
        var samples = new CalibrationPlan(3, 6, 6, 0, 1, SampleOrder.Shuffled).RowSamples(0, 0).ToArray();
        var together = Inputs(reader, augment: true, samples);
        var reversed = Inputs(reader, augment: true, [.. samples.Reverse()]);
        Assert.Equal(together.Chunk(3072).Reverse().SelectMany(image => image), reversed);
    }

    [Fact]
    public void Labels_come_in_the_batch_s_order()
    {
        using var dataset = Dataset.Open(_folder.Write("a.bin", ValidFiles.Cifar(1, 2, 3)));
        var labels = new long[3];
        new BatchReader(dataset).FillTargets([new(2), new(0), new(2)], labels);
        Assert.Equal([3, 1, 3], labels);
    }

    [Fact]
    public void A_batch_of_images_is_a_float_tensor_with_integer_labels()
    {
        using var dataset = Dataset.Open(_folder.Write("a.bin", ValidFiles.Cifar(1, 2, 3)));
        var reader = new BatchReader(dataset);
        SampleRef[] samples = [new(2), new(0)];
        using var batch = reader.Read(samples, augment: false);
        Assert.Equal([2, 3, 32, 32], batch.Inputs.shape);
        Assert.Equal(Inputs(reader, samples), batch.Inputs.data<float>().ToArray());
        Assert.Equal([2], batch.Targets.shape);
        Assert.Equal([3, 1], batch.Targets.data<long>().ToArray());
    }

    [Fact]
    public void A_batch_of_tokens_is_an_integer_tensor_with_a_target_each()
    {
        long[] tokens = [1, 2, 3, 4, 5, 6];
        var inputs = _folder.Write("x.npy", ValidFiles.Npy(ValidFiles.NpyDictionary("<i8", 2, 3), MemoryMarshal.AsBytes(tokens.AsSpan()).ToArray()));
        using var dataset = Dataset.Open(inputs, inputs);
        using var batch = new BatchReader(dataset).Read([new(1)], augment: false);
        Assert.Equal([1, 3], batch.Inputs.shape);
        Assert.Equal([4, 5, 6], batch.Inputs.data<long>().ToArray());
        Assert.Equal([4, 5, 6], batch.Targets.data<long>().ToArray());
        Assert.Contains("tokens", Refusal(() => new BatchReader(dataset, new Normalization([0], [1]))));
        Assert.Contains("tokens", Refusal(() => new BatchReader(dataset, augmentation: new Augmentation(Crop: false, Flip: false, Mixup: true))));
    }

    [Fact]
    public void What_does_not_fit_the_samples_is_refused()
    {
        using var cifar = Dataset.Open(_folder.Write("a.bin", ValidFiles.Cifar(1)));
        Assert.Contains("samples of shape [3, 32, 32]: 3, or 1 for all, of each", Refusal(() => new BatchReader(cifar, new Normalization([0, 0], [1, 1]))));
        using var vectors = Floats([2, 2], 1, 2, 3, 4);
        Assert.Contains("leave them out", Refusal(() => new BatchReader(vectors, augmentation: new Augmentation(Crop: false, Flip: true))));
        Assert.Contains("1 of each", Refusal(() => new BatchReader(vectors, new Normalization([1, 1], [1, 1]))));
    }

    [Theory]
    [InlineData(0f), InlineData(-1f), InlineData(float.NaN), InlineData(float.PositiveInfinity)]
    public void A_deviation_that_is_not_positive_and_finite_is_refused(float std) =>
        Assert.Contains("channel 1", Refusal(() => new Normalization([0, 0], [1, std])));

    [Fact]
    public void Means_and_deviations_come_in_pairs()
    {
        Assert.Contains("2 means and 1 deviations", Refusal(() => new Normalization([0, 0], [1])));
        Assert.Contains("must be a finite number", Refusal(() => new Normalization([float.NaN], [1])));
    }

    [Theory]
    [InlineData("mnist/t10k-images-idx3-ubyte.gz", "networks/mlpnet.reference.safetensors", 0.1307f, 0.3081f)]
    [InlineData("cifar10/test_1017.bin", "networks/resnet20.reference.safetensors", 0.5f, 0.5f)]
    public void Real_images_are_normalised_to_what_pytorch_makes_of_them(string images, string reference, float mean, float std)
    {
        using var file = SafetensorsFile.Open(SharedData.Require(reference));
        using var dataset = Dataset.Open(SharedData.Require(images));
        var channels = dataset.SampleShape[0];
        var reader = new BatchReader(dataset, new Normalization([.. Enumerable.Repeat(mean, channels)], [.. Enumerable.Repeat(std, channels)]));
        SampleRef[] samples = [.. Enumerable.Range(0, 16).Select(i => new SampleRef(i))];

        var values = Inputs(reader, samples);
        var expected = new float[values.Length];
        file.Read(file.Find("input")!, 0, MemoryMarshal.AsBytes(expected.AsSpan()));
        for (var i = 0; i < values.Length; i++)
            Assert.Equal(expected[i], values[i], 1e-6f);

        var (labels, expectedLabels) = (new long[16], new long[16]);
        reader.FillTargets(samples, labels);
        file.Read(file.Find("label")!, 0, MemoryMarshal.AsBytes(expectedLabels.AsSpan()));
        Assert.Equal(expectedLabels, labels);
    }

    private static string Refusal(Func<object> action) => Assert.Throws<InvalidInputException>(action).Message;

    private static float[] Inputs(BatchReader reader, params SampleRef[] samples) => Inputs(reader, augment: false, samples);

    private static float[] Inputs(BatchReader reader, bool augment, params SampleRef[] samples)
    {
        var values = new float[samples.Length * reader.SampleLength];
        reader.FillInputs(samples, augment, values);
        return values;
    }

    private Dataset Floats(long[] shape, params float[] inputs)
    {
        var count = (int)shape[0];
        using (var writer = new SafetensorsWriter(_folder["data.safetensors"], [("inputs", SafetensorsType.F32, shape), ("targets", SafetensorsType.U8, [count])]))
        {
            writer.Write(MemoryMarshal.AsBytes(inputs.AsSpan()));
            writer.Write(new byte[count]);
            writer.Complete();
        }

        return Dataset.Open(_folder["data.safetensors"]);
    }
}
