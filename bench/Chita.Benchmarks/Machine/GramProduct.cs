using Chita.Benchmarks.Problems;
using Chita.Blocks;
using Chita.Numerics;
using Chita.Selection;

namespace Chita.Benchmarks.Machine;

/// <summary>G = A_S A_Sᵀ from scratch, beside libtorch's product of the same size.</summary>
/// <param name="Rows">n.</param>
/// <param name="Columns">k, the weights in S.</param>
/// <param name="Seconds">Ours: the lower triangle in float64, A_S gathered from A, with A_S w̄_S.</param>
/// <param name="TorchSeconds">mm: the full square in float32, A_S lying ready.</param>
internal sealed record GramProduct(int Rows, int Columns, double Seconds, double TorchSeconds)
{
    /// <summary>Operations that ours needs: a triangle of multiply-adds.</summary>
    public double Operations => (double)Rows * (Rows + 1) * Columns;

    /// <summary>Operations that mm needs.</summary>
    public double TorchOperations => 2.0 * Rows * Rows * Columns;

    public static async Task<IReadOnlyList<GramProduct>> MeasureAsync(
        int rows, int weights, IEnumerable<int> kept, GradientStorage storage, SolverThreads threads, CancellationToken cancellation)
    {
        using var blocks = NoiseProblem.Create(rows, weights, storage, threads, cancellation);
        var measured = new List<GramProduct>();
        foreach (var k in kept)
        {
            await new TopK(k).SelectAsync(blocks.Root, await blocks.Root.ScoreAsync([]));
            var seconds = await Fastest.SecondsAsync(() => blocks.Root.GramAsync(rebuild: true), cancellation);
            measured.Add(new GramProduct(rows, k, seconds, await TorchProduct.SecondsAsync(rows, k, threads.Count, cancellation)));
        }

        return measured;
    }
}
