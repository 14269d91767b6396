using Chita.Formats;
using static System.StringComparison;

namespace Chita.Data;

/// <summary>Makes a <see cref="Dataset"/> of each kind of file.</summary>
internal static class DatasetFiles
{
    /// <summary>Samples with their targets.</summary>
    public static Dataset Open(string path, string? targetsPath) => Open(path, targetsPath, targeted: true);

    /// <summary>Samples alone: targets are neither looked for nor read.</summary>
    public static Dataset OpenInputs(string path) => Open(path, null, targeted: false);

    private static Dataset Open(string path, string? targetsPath, bool targeted)
    {
        if (path.EndsWith(".safetensors", OrdinalIgnoreCase))
            return OpenSafetensors(path, targetsPath, targeted);
        if (path.EndsWith(".bin", OrdinalIgnoreCase) || path.EndsWith(".bin.gz", OrdinalIgnoreCase))
            return OpenCifar(path, targetsPath);

        var start = Start(path);
        if (IdxFile.IsMagic(start))
            return OpenIdx(path, targetsPath, targeted);
        if (start.AsSpan().StartsWith(NpyFile.Magic) || path.EndsWith(".npy", OrdinalIgnoreCase))
            return OpenNpy(path, targetsPath, targeted);
        throw new InvalidInputException(
            $"{path}: is not data that can be read: IDX images, CIFAR-10 records (.bin), .safetensors with 'inputs' and 'targets', or a .npy array.");
    }

    private static byte[] Start(string path)
    {
        using var source = ByteSource.Open(path, "IDX, CIFAR-10, safetensors or .npy data");
        var start = new byte[NpyFile.Magic.Length];
        return start[..source.ReadAtMost(start)];
    }

    private static Dataset OpenIdx(string path, string? targetsPath, bool targeted)
    {
        var images = IdxFile.Read(path);
        if (images.Shape.Length == 1)
            throw new InvalidInputException($"{path}: holds one byte per sample, as labels do; give the file of the images (rank 3).");

        // Rows and columns of grey images get their one channel, which networks expect.
        long[] shape = images.Shape is [var count, var rows, var columns] ? [count, 1, rows, columns] : [.. images.Shape.Select(d => (long)d)];
        return new Dataset(path, InMemory(path, shape, images.Data), targeted ? IdxLabels(targetsPath ?? ConventionalLabels(path)) : null);
    }

    private static SampleTensor IdxLabels(string path)
    {
        var labels = IdxFile.Read(path);
        return labels.Shape.Length == 1 ? InMemory(path, [labels.Shape[0]], labels.Data)
            : throw new InvalidInputException($"{path}: has shape [{string.Join(", ", labels.Shape)}]; labels must have rank 1 (magic 0x0801).");
    }

    /// <summary>The labels that belong to a file named as MNIST's images are, compressed or not.</summary>
    private static string ConventionalLabels(string path) => LabelsBeside(path) ?? throw new InvalidInputException(
        $"{path}: which file holds its labels cannot be told from this name (…images-idx3… has …labels-idx1…); name the targets.");

    /// <summary>The file of labels that the name of images stands for; null when it stands for none.</summary>
    public static string? LabelsBeside(string path)
    {
        var name = Path.GetFileName(path);
        var labels = name.Replace("images", "labels", Ordinal).Replace("idx3", "idx1", Ordinal);
        if (labels == name)
            return null;

        var beside = Path.Combine(Path.GetDirectoryName(path) ?? "", labels);
        var other = beside.EndsWith(".gz", Ordinal) ? beside[..^3] : beside + ".gz";
        return !File.Exists(beside) && File.Exists(other) ? other : beside;
    }

    private static Dataset OpenCifar(string path, string? targetsPath)
    {
        RefuseTargets(path, targetsPath);
        var records = CifarRecords.Read(path);
        return new Dataset(
            path,
            new SampleTensor(path, SafetensorsType.U8, [records.Count, 3, 32, 32], (sample, bytes) => records.Image(sample).CopyTo(bytes)),
            new SampleTensor(path, SafetensorsType.U8, [records.Count], (sample, bytes) => bytes[0] = records.Label(sample)));
    }

    private static Dataset OpenSafetensors(string path, string? targetsPath, bool targeted)
    {
        RefuseTargets(path, targetsPath);
        var file = SafetensorsFile.Open(path);
        return Owning([file], () => new Dataset(path, Tensor(file, "inputs"), targeted ? Tensor(file, "targets") : null, file));
    }

    private static SampleTensor Tensor(SafetensorsFile file, string name)
    {
        var entry = file.Find(name) ?? throw new InvalidInputException(
            $"{file.Path}: the tensor '{name}' is missing; data needs the tensors 'inputs' and 'targets'"
            + (file.Tensors.Count > 0 ? $" (the file holds {InputFile.Quote(string.Join(", ", file.Tensors.Take(8).Select(t => t.Name)))})." : "."));
        return new SampleTensor($"{file.Path}: tensor '{name}'", entry.Type, entry.Shape, (sample, bytes) => file.Read(entry, (long)sample * bytes.Length, bytes));
    }

    private static Dataset OpenNpy(string path, string? targetsPath, bool targeted)
    {
        if (!targeted)
        {
            var file = NpyFile.Open(path);
            return Owning([file], () => new Dataset(path, Array(file), null, file));
        }

        if (targetsPath is null)
            throw new InvalidInputException($"{path}: a .npy file holds the inputs only; name a second .npy file as the targets.");
        var inputs = NpyFile.Open(path);
        var targets = Owning([inputs], () => NpyFile.Open(targetsPath));
        return Owning([inputs, targets], () => new Dataset(path, Array(inputs), Array(targets), inputs, targets));
    }

    private static SampleTensor Array(NpyFile file) =>
        new(file.Path, file.Type, file.Shape, (sample, bytes) => file.Read((long)sample * bytes.Length, bytes));

    private static SampleTensor InMemory(string path, long[] shape, byte[] data) =>
        new(path, SafetensorsType.U8, shape, (sample, bytes) => data.AsSpan((int)((long)sample * bytes.Length), bytes.Length).CopyTo(bytes));

    private static void RefuseTargets(string path, string? targetsPath)
    {
        if (targetsPath is not null)
            throw new InvalidInputException($"{path}: holds its targets itself; {targetsPath} cannot be given beside it.");
    }

    /// <summary>Makes something of open files, and closes them when that fails.</summary>
    private static T Owning<T>(IDisposable[] files, Func<T> make)
    {
        try
        {
            return make();
        }
        catch
        {
            foreach (var file in files)
                file.Dispose();
            throw;
        }
    }
}
