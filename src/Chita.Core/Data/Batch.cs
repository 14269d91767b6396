using static TorchSharp.torch;

namespace Chita.Data;

/// <summary>Samples as a network takes them. Owns both tensors.</summary>
/// <param name="Inputs">[samples, …]: float32, or int64 tokens.</param>
/// <param name="Targets">[samples] or [samples, …]: int64 labels or tokens, or float32; [0] where the data has none.</param>
public readonly record struct Batch(Tensor Inputs, Tensor Targets) : IDisposable
{
    /// <summary>Number of samples.</summary>
    public int Samples => (int)Inputs.shape[0];

    /// <summary>Frees both tensors.</summary>
    public void Dispose()
    {
        Inputs.Dispose();
        Targets.Dispose();
    }
}
