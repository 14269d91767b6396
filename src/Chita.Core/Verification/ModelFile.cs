using Chita.Formats;
using Chita.Networks;

namespace Chita.Verification;

/// <summary>A tensor of a model file of either format.</summary>
internal sealed record ModelTensor(string Name, SafetensorsType Type, long[] Shape)
{
    public long Elements => Shape.Aggregate(1L, (product, dimension) => product * dimension);

    public long Bytes => Elements * Type.Size();
}

/// <summary>
/// A model's tensors, to be read in pieces. Safetensors are read from the disk piece by piece; a TorchScript module is held by libtorch as a
/// whole, since only it knows where in the file a tensor is.
/// </summary>
internal abstract class ModelFile : IDisposable
{
    private static ReadOnlySpan<byte> ZipMagic => "PK"u8; // TorchScript files are zip archives

    /// <summary>The tensors in the file's order.</summary>
    public abstract IReadOnlyList<ModelTensor> Tensors { get; }

    /// <summary>Opens a file by what it is, not by its name; or a folder as language models come in.</summary>
    /// <exception cref="InvalidInputException">It is missing, or of no such format, or damaged.</exception>
    public static ModelFile Open(string path)
    {
        if (Directory.Exists(path))
            return new HuggingFace(HuggingFaceFolder.Open(path));
        Span<byte> magic = stackalloc byte[2];
        using (var file = InputFile.Open(path, "a model in safetensors or TorchScript"))
        {
            if (RandomAccess.GetLength(file) >= magic.Length)
                InputFile.ReadExactly(file, path, 0, magic);
        }

        return magic.SequenceEqual(ZipMagic) ? new TorchScript(TorchScriptNetwork.Load(path)) : new Safetensors(SafetensorsFile.Open(path));
    }

    /// <summary>Fills <paramref name="destination"/> with a tensor's bytes from <paramref name="offset"/> on.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read to there.</exception>
    public abstract void Read(ModelTensor tensor, long offset, Span<byte> destination);

    /// <inheritdoc/>
    public abstract void Dispose();

    private sealed class Safetensors(SafetensorsFile file) : ModelFile
    {
        public override IReadOnlyList<ModelTensor> Tensors { get; } = [.. file.Tensors.Select(entry => new ModelTensor(entry.Name, entry.Type, entry.Shape))];

        public override void Read(ModelTensor tensor, long offset, Span<byte> destination) => file.Read(file.Find(tensor.Name)!, offset, destination);

        public override void Dispose() => file.Dispose();
    }

    private sealed class HuggingFace(HuggingFaceFolder folder) : ModelFile
    {
        public override IReadOnlyList<ModelTensor> Tensors { get; } =
            [.. folder.Shards.SelectMany(shard => shard.Tensors).Select(entry => new ModelTensor(entry.Name, entry.Type, entry.Shape))];

        public override void Read(ModelTensor tensor, long offset, Span<byte> destination) => folder.Read(tensor.Name, offset, destination);

        public override void Dispose() => folder.Dispose();
    }

    private sealed class TorchScript(TorchScriptNetwork network) : ModelFile
    {
        public override IReadOnlyList<ModelTensor> Tensors { get; } =
            [.. network.Tensors.Select(tensor => new ModelTensor(tensor.Name, tensor.Type, tensor.Shape))];

        public override void Read(ModelTensor tensor, long offset, Span<byte> destination) => network.ReadBytes(tensor.Name, offset, destination);

        public override void Dispose() => network.Dispose();
    }
}
