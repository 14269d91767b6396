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
/// <param name="Peak">The processor's float64 operations per second, measured in turns with both.</param>
/// <param name="Ratio">Our time over that of mm, the median of the turns.</param>
internal sealed record GramProduct(int Rows, int Columns, double Seconds, double TorchSeconds, double Peak, double Ratio)
{
    /// <summary>Operations per second: a triangle of multiply-adds.</summary>
    public double Rate => (double)Rows * (Rows + 1) * Columns / Seconds;

    /// <summary>Operations per second of mm: a square of them.</summary>
    public double TorchRate => 2.0 * Rows * Rows * Columns / TorchSeconds;

    public static async Task<IReadOnlyList<GramProduct>> MeasureAsync(
        int rows, int weights, IEnumerable<int> kept, GradientStorage storage, SolverThreads threads, CancellationToken cancellation)
    {
        using var blocks = NoiseProblem.Create(rows, weights, storage, threads, cancellation);
        var peak = new MultiplyAddPeak(threads);
        var measured = new List<GramProduct>();
        foreach (var k in kept)
        {
            await new Unstructured(k).SelectAtAsync(blocks.Root, []);
            using var torch = new TorchProduct(rows, k, threads.Count);
            var turns = await Turns.TakeAsync(cancellation, () => blocks.Root.GramAsync(rebuild: true), torch.MultiplyAsync, peak.RunAsync);
            measured.Add(new GramProduct(rows, k, turns.Fastest(0), turns.Fastest(1), peak.Rate(turns.Fastest(2)), turns.Ratio(0, 1)));
        }

        return measured;
    }
}
