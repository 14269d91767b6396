using System.Runtime.InteropServices;
using Chita.Data;
using Chita.Formats;
using static TorchSharp.torch;

namespace Chita.Core.Tests.Networks;

/// <summary>What PyTorch computed for a network: samples with their logits and per-sample gradients.</summary>
internal sealed class ReferenceFile : IDisposable
{
    private readonly SafetensorsFile _file;

    public ReferenceFile(string network)
    {
        _file = SafetensorsFile.Open(SharedData.Require($"networks/{network}.reference.safetensors"));
        Chita.Networks.NativeTorch.EnsureLoaded();
    }

    /// <summary>Samples with logits.</summary>
    public int Samples => (int)Shape("logits")[0];

    /// <summary>Samples with gradients: the first ones.</summary>
    public int GradientSamples => (int)Shape("persample_grad")[0];

    /// <summary>Number of prunable weights.</summary>
    public int Weights => (int)Shape("persample_grad")[1];

    public void Dispose() => _file.Dispose();

    public float[] Logits(int sample) => Row<float>("logits", sample);

    public float[] Gradient(int sample) => Row<float>("persample_grad", sample);

    /// <summary>A batch of one sample with its label.</summary>
    public Batch Labelled(int sample) => new(Input(sample), tensor(Row<long>("label", sample)));

    /// <summary>A batch of one sample with the logits it should have as its target.</summary>
    public Batch WithLogits(int sample) => new(Input(sample), tensor(Logits(sample)).reshape(1, -1));

    private Tensor Input(int sample) => tensor(Row<float>("input", sample)).reshape([1, .. Shape("input")[1..]]);

    private T[] Row<T>(string name, int row) where T : unmanaged
    {
        var values = new T[Shape(name)[1..].Aggregate(1L, (product, dimension) => product * dimension)];
        var bytes = MemoryMarshal.AsBytes(values.AsSpan());
        _file.Read(_file.Find(name)!, (long)row * bytes.Length, bytes);
        return values;
    }

    private long[] Shape(string name) => _file.Find(name)!.Shape;
}
