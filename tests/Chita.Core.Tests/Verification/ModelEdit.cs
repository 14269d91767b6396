using System.Runtime.InteropServices;
using Chita.Formats;

namespace Chita.Core.Tests.Verification;

/// <summary>A safetensors file in memory, to be changed and written again.</summary>
internal sealed class ModelEdit
{
    private readonly List<(string Name, SafetensorsType Type, long[] Shape, byte[] Bytes)> _tensors = [];

    public static ModelEdit Read(string path)
    {
        var edit = new ModelEdit();
        using var file = SafetensorsFile.Open(path);
        foreach (var entry in file.Tensors)
        {
            var bytes = new byte[entry.ByteLength];
            file.Read(entry, 0, bytes);
            edit._tensors.Add((entry.Name, entry.Type, entry.Shape, bytes));
        }

        return edit;
    }

    public IReadOnlyList<string> Names => [.. _tensors.Select(tensor => tensor.Name)];

    /// <summary>A tensor's numbers, to be written to.</summary>
    public Span<float> Floats(string name) => MemoryMarshal.Cast<byte, float>(_tensors[IndexOf(name)].Bytes.AsSpan());

    public void Remove(string name) => _tensors.RemoveAt(IndexOf(name));

    public void Rename(string name, string other) => _tensors[IndexOf(name)] = _tensors[IndexOf(name)] with { Name = other };

    public void Reshape(string name, params long[] shape) => _tensors[IndexOf(name)] = _tensors[IndexOf(name)] with { Shape = shape };

    public void Add(string name, params float[] values) =>
        _tensors.Add((name, SafetensorsType.F32, [values.Length], MemoryMarshal.AsBytes<float>(values).ToArray()));

    /// <summary>Rounds all float tensors to half precision.</summary>
    public void Halve()
    {
        for (var i = 0; i < _tensors.Count; i++)
        {
            if (_tensors[i].Type == SafetensorsType.F32)
            {
                Half[] halves = [.. MemoryMarshal.Cast<byte, float>(_tensors[i].Bytes).ToArray().Select(value => (Half)value)];
                _tensors[i] = _tensors[i] with { Type = SafetensorsType.F16, Bytes = MemoryMarshal.AsBytes<Half>(halves).ToArray() };
            }
        }
    }

    public void WriteTo(string path)
    {
        using var file = new SafetensorsWriter(path, [.. _tensors.Select(tensor => (tensor.Name, tensor.Type, tensor.Shape))]);
        foreach (var tensor in _tensors)
            file.Write(tensor.Bytes);
        file.Complete();
    }

    private int IndexOf(string name) => _tensors.FindIndex(tensor => tensor.Name == name);
}
