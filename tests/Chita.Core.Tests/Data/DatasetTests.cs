using System.Runtime.InteropServices;
using Chita.Core.Tests.Formats;
using Chita.Data;
using Chita.Formats;

namespace Chita.Core.Tests.Data;

public sealed class DatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train-images-idx3-ubyte", "train-labels-idx1-ubyte")]
    [InlineData("train-images.idx3-ubyte", "train-labels.idx1-ubyte")]
    [InlineData("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")]
    [InlineData("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte")]
    [InlineData("train-images-idx3-ubyte", "train-labels-idx1-ubyte.gz")]
    public void Idx_images_find_their_labels_beside_them(string images, string labels)
    {
        _folder.Write(labels, Packed(labels, ValidFiles.Idx([2], [4, 7])));
        using var dataset = Dataset.Open(_folder.Write(images, Packed(images, ValidFiles.Idx([2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]))));
        Assert.Equal((2, ValueKind.Bytes, ValueKind.Integers), (dataset.Count, dataset.InputKind, dataset.TargetKind));
        Assert.Equal([1, 2, 3], dataset.SampleShape);
        Assert.Empty(dataset.TargetShape);
        Assert.Equal([7, 8, 9, 10, 11, 12], Bytes(dataset, 1));
        Assert.Equal([7], Labels(dataset, 1));
    }

    [Fact]
    public void Idx_labels_of_another_name_are_taken_from_the_targets()
    {
        var images = _folder.Write("pictures", ValidFiles.Idx([1, 1, 1], [1]));
        var labels = _folder.Write("answers", ValidFiles.Idx([1], [9]));
        using var dataset = Dataset.Open(images, labels);
        Assert.Equal([9], Labels(dataset, 0));
        Assert.Contains("name the targets", Refusal(() => Dataset.Open(images)));
        Assert.Contains("as labels do", Refusal(() => Dataset.Open(labels, labels)));
        Assert.Contains("must have rank 1", Refusal(() => Dataset.Open(images, images)));
    }

    [Fact]
    public void Missing_idx_labels_are_named()
    {
        var images = _folder.Write("train-images-idx3-ubyte", ValidFiles.Idx([1, 1, 1], [1]));
        Assert.Contains("train-labels-idx1-ubyte: there is no such file", Refusal(() => Dataset.Open(images)));
    }

    [Fact]
    public void Cifar_records_are_three_planes_and_a_label()
    {
        using var dataset = Dataset.Open(_folder.Write("a.bin", ValidFiles.Cifar(3, 9)));
        Assert.Equal([3, 32, 32], dataset.SampleShape);
        Assert.Equal(ValidFiles.Pixels(1), Bytes(dataset, 1));
        Assert.Equal([9], Labels(dataset, 1));
    }

    [Fact]
    public void Safetensors_give_inputs_and_targets()
    {
        long[] tokens = [1, 2, 3, 4, 5, 6];
        int[] next = [2, 3, 4, 5, 6, 7];
        using var dataset = Dataset.Open(Safetensors(
            ("inputs", SafetensorsType.I64, [3, 2], MemoryMarshal.AsBytes(tokens.AsSpan()).ToArray()),
            ("targets", SafetensorsType.I32, [3, 2], MemoryMarshal.AsBytes(next.AsSpan()).ToArray())));
        Assert.Equal((3, ValueKind.Integers, ValueKind.Integers), (dataset.Count, dataset.InputKind, dataset.TargetKind));
        Assert.Equal([2], dataset.TargetShape);
        var sample = new long[2];
        dataset.ReadInput(2, sample);
        Assert.Equal([5, 6], sample);
        Assert.Equal([6, 7], Labels(dataset, 2));
    }

    [Theory, InlineData("inputs"), InlineData("targets")]
    public void A_missing_tensor_is_named(string missing)
    {
        var present = missing == "inputs" ? "targets" : "inputs";
        var path = Safetensors((present, SafetensorsType.F32, [1, 1], new byte[4]));
        Assert.Contains($"'{missing}' is missing", Refusal(() => Dataset.Open(path)));
    }

    [Fact]
    public void Npy_inputs_need_their_targets_named()
    {
        float[] inputs = [1, 2, 3, 4];
        double[] outputs = [0.5, 1.5];
        var x = _folder.Write("x.npy", ValidFiles.Npy(ValidFiles.NpyDictionary("<f4", 2, 2), MemoryMarshal.AsBytes(inputs.AsSpan()).ToArray()));
        var y = _folder.Write("y.npy", ValidFiles.Npy(ValidFiles.NpyDictionary("<f8", 2), MemoryMarshal.AsBytes(outputs.AsSpan()).ToArray()));
        using var dataset = Dataset.Open(x, y);
        Assert.Equal((ValueKind.Floats, ValueKind.Floats), (dataset.InputKind, dataset.TargetKind));
        var (sample, target) = (new float[2], new float[1]);
        dataset.ReadInput(1, sample);
        dataset.ReadTarget(1, target);
        Assert.Equal([3, 4], sample);
        Assert.Equal([1.5f], target);
        Assert.Contains("name a second .npy file", Refusal(() => Dataset.Open(x)));
    }

    [Fact]
    public void Inputs_alone_need_no_targets()
    {
        float[] inputs = [1, 2, 3, 4];
        var bytes = MemoryMarshal.AsBytes(inputs.AsSpan()).ToArray();
        string[] paths =
        [
            _folder.Write("x.npy", ValidFiles.Npy(ValidFiles.NpyDictionary("<f4", 2, 2), bytes)), Safetensors(("inputs", SafetensorsType.F32, [2, 2], bytes)),
            _folder.Write("pictures", ValidFiles.Idx([2, 1, 1], [1, 2])),
        ];
        foreach (var path in paths)
        {
            using var dataset = Dataset.OpenInputs(path);
            Assert.Equal((2, false), (dataset.Count, dataset.HasTargets));
            using var batch = new BatchReader(dataset).Read([new SampleRef(1)], augment: false);
            Assert.Equal((1, 0L), (batch.Samples, batch.Targets.shape[0]));
        }
    }

    [Fact]
    public void Targets_that_do_not_belong_to_the_samples_are_refused_with_both_counts()
    {
        _folder.Write("train-labels-idx1-ubyte", ValidFiles.Idx([3], [0, 1, 2]));
        var images = _folder.Write("train-images-idx3-ubyte", ValidFiles.Idx([2, 1, 1], [1, 2]));
        Assert.Contains("3 targets for the 2 samples", Refusal(() => Dataset.Open(images)));
    }

    [Theory]
    [InlineData(SafetensorsType.Bool, 1, "inputs must be U8")]
    [InlineData(SafetensorsType.BF16, 2, "the elements are BF16")]
    [InlineData(SafetensorsType.U8, 1, "only one dimension", 2)]
    [InlineData(SafetensorsType.U8, 1, "holds no samples", 0, 1)]
    [InlineData(SafetensorsType.U8, 1, "holds no samples", 1, 0)]
    [InlineData(SafetensorsType.U8, 1, "holds no samples")]
    public void Inputs_that_are_no_samples_are_refused(SafetensorsType type, int size, string why, params int[] shape)
    {
        long[] dimensions = type is SafetensorsType.U8 ? [.. shape.Select(d => (long)d)] : [2, 1];
        var data = new byte[size * dimensions.Aggregate(1L, (a, b) => a * b)];
        var path = Safetensors(("inputs", type, dimensions, data), ("targets", SafetensorsType.U8, [2], new byte[2]));
        Assert.Contains(why, Refusal(() => Dataset.Open(path)));
    }

    [Fact]
    public void Targets_given_beside_a_file_that_holds_them_are_refused() =>
        Assert.Contains("holds its targets itself", Refusal(() => Dataset.Open(_folder.Write("a.bin", ValidFiles.Cifar(1)), "labels")));

    [Fact]
    public void A_file_of_no_known_kind_is_refused_with_the_kinds() =>
        Assert.Contains("IDX images, CIFAR-10 records", Refusal(() => Dataset.Open(_folder.Write("notes.txt", "hello, world"u8.ToArray()))));

    [Fact]
    public void Any_file_opens_or_is_refused() =>
        Gen.Select(Gen.Int[0, 4].Select(i => new[] { "a.bin", "a.safetensors", "a.npy", "images", "a.bin.gz" }[i]), Gen.Byte.Array[0, 100]).Sample(
            (name, content) =>
            {
                try
                {
                    Dataset.Open(_folder.Write(name, content), name == "a.npy" ? _folder[name] : null).Dispose();
                }
                catch (InvalidInputException)
                {
                }
            },
            iter: 500, threads: 1);

    [Theory, InlineData(float.NaN), InlineData(float.PositiveInfinity)]
    public void A_number_that_is_not_finite_is_refused_by_sample(float value)
    {
        float[] inputs = [1, 2, 3, value];
        using var dataset = Dataset.Open(Safetensors(
            ("inputs", SafetensorsType.F32, [2, 2], MemoryMarshal.AsBytes(inputs.AsSpan()).ToArray()), ("targets", SafetensorsType.U8, [2], new byte[2])));
        dataset.ReadInput(0, new float[2]);
        Assert.Contains("tensor 'inputs': sample 1 holds", Refusal(() => dataset.ReadInput(1, new float[2])));
    }

    [Fact]
    public void A_label_out_of_range_is_refused_with_its_sample_and_the_range()
    {
        var path = _folder.Write("a.bin", ValidFiles.Cifar(3, 9, 10, 200));
        using var dataset = Dataset.Open(path);
        dataset.CheckLabels(201);
        Assert.Equal($"{path}: sample 2 has the label 10; the network has 10 classes, so labels must be 0…9.", Refusal(() => dataset.CheckLabels(10)));
    }

    [Fact]
    public void A_negative_label_is_refused()
    {
        using var dataset = Dataset.Open(Safetensors(
            ("inputs", SafetensorsType.U8, [1, 1], [0]), ("targets", SafetensorsType.I16, [1], [0xff, 0xff])));
        Assert.Contains("sample 0 has the label -1", Refusal(() => dataset.CheckLabels(10)));
    }

    [Fact]
    public void Numbers_are_no_labels()
    {
        using var dataset = Dataset.Open(Safetensors(("inputs", SafetensorsType.U8, [1, 1], [0]), ("targets", SafetensorsType.F32, [1], new byte[4])));
        Assert.Contains("class labels", Refusal(() => dataset.CheckLabels(10)));
    }

    [Fact]
    public void The_shared_data_opens_as_what_it_is()
    {
        using var mnist = Dataset.Open(SharedData.Require("mnist/train-images-idx3-ubyte.gz"));
        Assert.Equal([60_000, 1, 28, 28], mnist.SampleShape.Prepend(mnist.Count));
        Assert.Equal([5], Labels(mnist, 0));
        mnist.CheckLabels(10);

        using var cifar = Dataset.Open(SharedData.Require("cifar10/jpeg_test_5000.bin.gz"));
        Assert.Equal([5_000, 3, 32, 32], cifar.SampleShape.Prepend(cifar.Count));
        cifar.CheckLabels(10);

        using var stories = Dataset.Open(SharedData.Require("stories/stories260k-calibration.safetensors"));
        Assert.Equal([192, 256], stories.SampleShape.Prepend(stories.Count));
        stories.CheckLabels(512);
        var (tokens, next) = (new long[256], Labels(stories, 191));
        stories.ReadInput(191, tokens);
        Assert.Equal(tokens[1..], next[..^1]);
    }

    private static string Refusal(Action action) => Assert.Throws<InvalidInputException>(action).Message;

    private static byte[] Packed(string name, byte[] content) => name.EndsWith(".gz", StringComparison.Ordinal) ? ValidFiles.Gzip(content) : content;

    private static byte[] Bytes(Dataset dataset, int sample)
    {
        var bytes = new byte[dataset.SampleLength];
        dataset.ReadInput(sample, bytes);
        return bytes;
    }

    private static long[] Labels(Dataset dataset, int sample)
    {
        var labels = new long[dataset.TargetLength];
        dataset.ReadTarget(sample, labels);
        return labels;
    }

    private string Safetensors(params (string Name, SafetensorsType Type, long[] Shape, byte[] Data)[] tensors)
    {
        using var writer = new SafetensorsWriter(_folder["data.safetensors"], [.. tensors.Select(t => (t.Name, t.Type, t.Shape))]);
        foreach (var tensor in tensors)
            writer.Write(tensor.Data);
        writer.Complete();
        return _folder["data.safetensors"];
    }
}
