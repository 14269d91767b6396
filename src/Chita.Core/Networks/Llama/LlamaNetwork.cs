using Chita.Formats;
using static TorchSharp.torch;

namespace Chita.Networks.Llama;

/// <summary>
/// A language model of the Llama family from a folder in Hugging Face's layout. It computes in float32 whatever the type of a tensor in the files; a value
/// that is set is rounded to that type at once (nearest, ties to even), so that what is measured is what will be written.
/// </summary>
public sealed partial class LlamaNetwork : Network
{
    private const int Piece = 64 << 10; // bytes at once

    private readonly LlamaConfig _config;
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal); // float32
    private readonly Dictionary<string, SafetensorsType> _types = new(StringComparer.Ordinal);
    private readonly float[] _angles;

    private LlamaNetwork(HuggingFaceFolder folder, LlamaConfig config) : base(folder.Path)
    {
        (Folder, _config) = (folder, config);
        Tensors = [.. config.Tensors().Select(tensor => Describe(tensor.Name, tensor.Shape))];
        CheckNoOther();
        _angles = config.Rotary.Of(config.HeadWidth); // of a width that the files have
    }

    /// <inheritdoc/>
    /// <remarks>The embedding; of each layer q, k, v, o, gate, up, down with their biases, then its two normalisations; the last normalisation; the head, if it is not the embedding.</remarks>
    public override IReadOnlyList<NetworkTensor> Tensors { get; }

    /// <summary>Where it was read from; open as long as the network.</summary>
    internal HuggingFaceFolder Folder { get; }

    /// <summary>Loads a network, tensor by tensor.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="InvalidInputException">A file is missing or damaged, the network is of another family, or its tensors are not those of the configuration.</exception>
    public static LlamaNetwork Load(string path)
    {
        NativeTorch.EnsureLoaded();
        var folder = HuggingFaceFolder.Open(path);
        LlamaNetwork? network = null;
        try
        {
            network = new LlamaNetwork(folder, LlamaConfig.Read(System.IO.Path.Combine(path, HuggingFaceFolder.ConfigName)));
            foreach (var tensor in network.Tensors)
                network.Load(tensor);
            return network;
        }
        catch
        {
            network?.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Write(string tensor, long first, ReadOnlySpan<float> values)
    {
        var (type, rounded) = (_types[tensor], new byte[Piece]);
        while (!values.IsEmpty)
        {
            var some = values[..Math.Min(values.Length, Piece / sizeof(float))];
            var room = rounded.AsSpan(0, some.Length * type.Size());
            type.Round(some, room);
            type.Widen(room, _tensors[tensor].Floats(first, some.Length));
            first += some.Length;
            values = values[some.Length..];
        }
    }

    /// <inheritdoc/>
    public override void Read(string tensor, long first, Span<float> values) => _tensors[tensor].Floats(first, values.Length).CopyTo(values);

    /// <inheritdoc/>
    public override void ReadBytes(string tensor, long offset, Span<byte> bytes)
    {
        var (type, size) = (_types[tensor], _types[tensor].Size());
        type.Round(_tensors[tensor].Floats(offset / size, bytes.Length / size), bytes);
    }

    /// <summary>Frees the network and closes its files.</summary>
    public override void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
        Folder.Dispose();
    }

    internal override bool Computes(SafetensorsType type) => type.IsWithinFloat32();

    /// <summary>With those that are not pruned: an embedding that is ignored may be a fifth of them.</summary>
    internal override long BytesFor(long pruned) => sizeof(float) * Tensors.Sum(tensor => tensor.Elements);

    /// <summary>One serves all threads: nothing in it changes but by <see cref="Write"/>.</summary>
    internal override Network? Another() => null;

    /// <summary>The logits of one sequence may take a GiB: tokens × vocabulary.</summary>
    internal override int SamplesMeasuredAtOnce => 1;

    private NetworkTensor Describe(string name, long[] shape)
    {
        if (Folder.Find(name) is not { Entry: var entry, File: var file })
            throw new InvalidInputException($"{Path}: has no tensor {name}, which a network as in {HuggingFaceFolder.ConfigName} has, shaped {Shape(shape)}.");
        if (!entry.Shape.AsSpan().SequenceEqual(shape))
            throw new InvalidInputException($"{file.Path}: tensor {name} is shaped {Shape(entry.Shape)}; a network as in {HuggingFaceFolder.ConfigName} has {Shape(shape)}.");
        if (!entry.Type.IsWithinFloat32())
            throw new InvalidInputException($"{file.Path}: tensor {name} is {entry.Type.Name()}; expected F32, F16 or BF16: quantised networks cannot be pruned.");
        _types[name] = entry.Type;
        return new NetworkTensor(name, shape, entry.Type, IsParameter: true);
    }

    private void CheckNoOther()
    {
        foreach (var (file, entry) in Folder.Shards.SelectMany(shard => shard.Tensors.Select(entry => (shard, entry))))
        {
            if (!_types.ContainsKey(entry.Name))
                throw new InvalidInputException($"{file.Path}: has a tensor {InputFile.Quote(entry.Name)}, which a network as in {HuggingFaceFolder.ConfigName} does not have"
                    + (entry.Name == LlamaConfig.Head ? ": tie_word_embeddings makes the embedding the head." : "."));
        }
    }

    private void Load(NetworkTensor tensor)
    {
        var values = _tensors[tensor.Name] = empty(tensor.Shape, ScalarType.Float32);
        values.DetachFromDisposeScope();
        var (room, size) = (new byte[Piece], tensor.Type.Size());
        for (var (offset, length) = (0L, tensor.Elements * size); offset < length; offset += Piece)
        {
            var piece = room.AsSpan(0, (int)Math.Min(Piece, length - offset));
            Folder.Read(tensor.Name, offset, piece);
            tensor.Type.Widen(piece, values.Floats(offset / size, piece.Length / size));
        }

        values.requires_grad = true;
    }
}
