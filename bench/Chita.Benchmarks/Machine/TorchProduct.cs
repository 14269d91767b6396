using Chita.Networks;
using TorchSharp;

namespace Chita.Benchmarks.Machine;

/// <summary>libtorch's float32 matrix product at the sizes of G: A_S · A_Sᵀ with A_S of n × k.</summary>
internal sealed class TorchProduct : IDisposable
{
    private readonly int _threadsBefore; // one, since networks run in copies
    private readonly torch.Tensor _a;
    private readonly torch.Tensor _transposed;

    /// <summary>Makes A_S, and lets libtorch use so many threads until this is disposed.</summary>
    public TorchProduct(int rows, int columns, int threads)
    {
        NativeTorch.EnsureLoaded();
        _threadsBefore = torch.get_num_threads();
        torch.set_num_threads(threads);
        _a = torch.rand(rows, columns, torch.float32);
        _transposed = _a.t();
    }

    /// <summary>One product.</summary>
    public Task MultiplyAsync()
    {
        _a.mm(_transposed).Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _transposed.Dispose();
        _a.Dispose();
        torch.set_num_threads(_threadsBefore);
    }
}
