using Chita.Formats;
using static TorchSharp.torch;

namespace Chita.Networks;

/// <summary>
/// Weights without the network that they are of: a safetensors file. Nothing can be computed with it, only pruned, by gradients that were made elsewhere or by magnitude. A tensor
/// takes memory when it is written to, and not before.
/// </summary>
public sealed class WeightsNetwork : Network
{
    private readonly SafetensorsFile _file;
    private readonly Dictionary<string, float[]> _written = new(StringComparer.Ordinal); // what was set, rounded to the tensor's type

    private WeightsNetwork(SafetensorsFile file) : base(file.Path)
    {
        _file = file;
        Tensors = [.. file.Tensors.Select(entry => new NetworkTensor(entry.Name, entry.Shape, entry.Type, IsParameter: entry.Type.IsWithinFloat32()))];
    }

    /// <inheritdoc/>
    /// <remarks>In the order of the file.</remarks>
    public override IReadOnlyList<NetworkTensor> Tensors { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidInputException">It is missing, or no complete safetensors file.</exception>
    public static WeightsNetwork Load(string path) => new(SafetensorsFile.Open(path));

    /// <inheritdoc/>
    public override void Write(string tensor, long first, ReadOnlySpan<float> values)
    {
        var entry = Entry(tensor);
        if (!_written.TryGetValue(tensor, out var weights))
        {
            weights = _written[tensor] = new float[entry.ByteLength / entry.Type.Size()];
            _file.ReadFloats(entry, 0, weights);
        }

        var rounded = new byte[values.Length * entry.Type.Size()];
        entry.Type.Round(values, rounded);
        entry.Type.Widen(rounded, weights.AsSpan((int)first, values.Length));
    }

    /// <inheritdoc/>
    public override void Read(string tensor, long first, Span<float> values)
    {
        if (_written.TryGetValue(tensor, out var weights))
            weights.AsSpan((int)first, values.Length).CopyTo(values);
        else
            _file.ReadFloats(Entry(tensor), first, values);
    }

    /// <inheritdoc/>
    public override void ReadBytes(string tensor, long offset, Span<byte> bytes)
    {
        var entry = Entry(tensor);
        if (_written.TryGetValue(tensor, out var weights))
            entry.Type.Round(weights.AsSpan((int)(offset / entry.Type.Size()), bytes.Length / entry.Type.Size()), bytes);
        else
            _file.Read(entry, offset, bytes);
    }

    /// <inheritdoc/>
    public override void Dispose() => _file.Dispose();

    internal override bool Computes(SafetensorsType type) => type.IsWithinFloat32();

    /// <summary>One serves all threads: they only read, but for <see cref="Write"/>.</summary>
    internal override Network? Another() => null;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor inputs) => throw NothingRuns();

    /// <inheritdoc/>
    protected override Tensor Parameter(string name) => throw NothingRuns();

    private SafetensorsEntry Entry(string tensor) => _file.Find(tensor) ?? throw new ArgumentException($"{Path} has no tensor {tensor}.", nameof(tensor));

    private InvalidOperationException NothingRuns() => new($"{Path}: weights alone cannot be run.");
}
