using Chita.Formats;

namespace Chita.Data;

/// <summary>
/// Samples, with their targets or without, from a user's files. Images of IDX and CIFAR files are held in memory; safetensors and
/// .npy files are read sample by sample. Reads may come from several threads.
/// </summary>
public sealed class Dataset : IDisposable
{
    private readonly SampleTensor _inputs;
    private readonly SampleTensor? _targets;
    private readonly IDisposable[] _files;

    /// <summary>Joins inputs and targets; takes over the files that they are read from.</summary>
    internal Dataset(string path, SampleTensor inputs, SampleTensor? targets, params IDisposable[] files)
    {
        InputKind = inputs.Type == SafetensorsType.U8 ? ValueKind.Bytes : Kind(inputs, "inputs must be U8 (images), F32 or F64 (numbers), I64, I32 or I16 (tokens)");
        TargetKind = targets is null || targets.Type == SafetensorsType.U8 ? ValueKind.Integers : Kind(targets, "targets must be I64, I32, I16 or U8 (labels or tokens), F32 or F64 (numbers)");
        if (inputs.Shape.Length == 0)
            throw new InvalidInputException($"{inputs.Where}: inputs have only one dimension; expected [samples, …].");
        if (targets is not null && inputs.Count != targets.Count)
            throw new InvalidInputException($"{targets.Where}: there are {targets.Count} targets for the {inputs.Count} samples of {inputs.Where}; there must be one each.");
        Path = path;
        _inputs = inputs;
        _targets = targets;
        _files = files;
    }

    /// <summary>The path given to <see cref="Open"/>.</summary>
    public string Path { get; }

    /// <summary>Samples.</summary>
    public int Count => _inputs.Count;

    /// <summary>Dimensions of one sample, such as [1, 28, 28] (channels, rows, columns) or [256] (tokens).</summary>
    public int[] SampleShape => _inputs.Shape;

    /// <summary>What the inputs are.</summary>
    public ValueKind InputKind { get; }

    /// <summary>Whether the samples have targets; those of <see cref="OpenInputs"/> have none.</summary>
    public bool HasTargets => _targets is not null;

    /// <summary>Dimensions of one target; empty for a class label.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public int[] TargetShape => Targets.Shape;

    /// <summary>What the targets are: <see cref="ValueKind.Integers"/> (labels, tokens) or <see cref="ValueKind.Floats"/>. Without effect where there are none.</summary>
    public ValueKind TargetKind { get; }

    /// <summary>Elements of one sample.</summary>
    internal int SampleLength => _inputs.Length;

    /// <summary>Elements of one target.</summary>
    internal int TargetLength => Targets.Length;

    private SampleTensor Targets => _targets ?? throw new InvalidOperationException($"{Path} was opened without targets.");

    /// <summary>
    /// Opens data by what the file is: IDX images (plain or gzip), CIFAR-10 records (<c>.bin</c>, <c>.bin.gz</c>),
    /// safetensors with the tensors <c>inputs</c> and <c>targets</c>, or a <c>.npy</c> array.
    /// </summary>
    /// <param name="path">The samples.</param>
    /// <param name="targetsPath">
    /// The targets, for formats that keep them apart: required for .npy; for IDX the default is the conventional
    /// name beside the images (<c>train-images-idx3-ubyte.gz</c>: <c>train-labels-idx1-ubyte.gz</c>).
    /// </param>
    /// <exception cref="InvalidInputException">A file is missing, damaged, or not of these kinds; or samples and targets do not fit together.</exception>
    public static Dataset Open(string path, string? targetsPath = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return DatasetFiles.Open(path, targetsPath);
    }

    /// <summary>Opens the inputs of such data alone: targets need not be there, and are not looked at.</summary>
    /// <param name="path">The samples.</param>
    /// <exception cref="InvalidInputException">The file is missing, damaged, or not of these kinds.</exception>
    public static Dataset OpenInputs(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return DatasetFiles.OpenInputs(path);
    }

    /// <summary>The file that <see cref="Open"/> would take the labels of IDX images from, by their name alone; null when the name stands for none.</summary>
    internal static string? LabelsBeside(string path) => DatasetFiles.LabelsBeside(path);

    /// <summary>Checks that every label (or target token) is a class: 0 … <paramref name="classes"/> − 1.</summary>
    /// <exception cref="InvalidInputException">A label is outside; the message names the first such sample. Or the targets are no labels.</exception>
    public void CheckLabels(int classes)
    {
        if (TargetKind != ValueKind.Integers)
            throw new InvalidInputException($"{Targets.Where}: targets are floating point numbers; class labels (I64, I32, I16 or U8) are needed here.");
        var labels = new long[Targets.Length];
        for (var sample = 0; sample < Count; sample++)
        {
            Targets.Read(sample, labels);
            foreach (var label in labels)
            {
                if (label < 0 || label >= classes)
                    throw new InvalidInputException($"{Targets.Where}: sample {sample} has the label {label}; the network has {classes} classes, so labels must be 0…{classes - 1}.");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    /// <summary>Reads a sample of <see cref="ValueKind.Bytes"/>.</summary>
    internal void ReadInput(int sample, Span<byte> destination) => _inputs.Read(sample, destination);

    /// <summary>Reads a sample of <see cref="ValueKind.Floats"/>.</summary>
    internal void ReadInput(int sample, Span<float> destination) => _inputs.Read(sample, destination);

    /// <summary>Reads a sample of <see cref="ValueKind.Integers"/>.</summary>
    internal void ReadInput(int sample, Span<long> destination) => _inputs.Read(sample, destination);

    /// <summary>Reads a target of <see cref="ValueKind.Integers"/>.</summary>
    internal void ReadTarget(int sample, Span<long> destination) => Targets.Read(sample, destination);

    /// <summary>Reads a target of <see cref="ValueKind.Floats"/>.</summary>
    internal void ReadTarget(int sample, Span<float> destination) => Targets.Read(sample, destination);

    private static ValueKind Kind(SampleTensor tensor, string right) => tensor.Type switch
    {
        SafetensorsType.F32 or SafetensorsType.F64 => ValueKind.Floats,
        SafetensorsType.I64 or SafetensorsType.I32 or SafetensorsType.I16 => ValueKind.Integers,
        _ => throw new InvalidInputException($"{tensor.Where}: the elements are {tensor.Type.Name()}; {right}."),
    };
}
