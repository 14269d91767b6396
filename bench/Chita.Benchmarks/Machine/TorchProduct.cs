using Chita.Networks;
using TorchSharp;

namespace Chita.Benchmarks.Machine;

/// <summary>libtorch's float32 matrix product at the sizes of G: A_S · A_Sᵀ with A_S of n × k.</summary>
internal static class TorchProduct
{
    /// <summary>Seconds of one product on this many threads.</summary>
    public static async Task<double> SecondsAsync(int rows, int columns, int threads, CancellationToken cancellation)
    {
        NativeTorch.EnsureLoaded();
        var before = torch.get_num_threads(); // one, since networks run in copies
        torch.set_num_threads(threads);
        try
        {
            using var a = torch.rand(rows, columns, torch.float32);
            using var transposed = a.t();
            return await Fastest.SecondsAsync(() =>
            {
                a.mm(transposed).Dispose();
                return Task.CompletedTask;
            }, cancellation);
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }
}
