using Chita.Benchmarks.Problems;
using Chita.Blocks;
using Chita.Numerics;

namespace Chita.Benchmarks.Machine;

/// <summary>One pass over A: z = w̄ − Aᵀq, ranked.</summary>
/// <param name="Rows">n.</param>
/// <param name="Weights">p.</param>
/// <param name="Storage">How A is kept.</param>
/// <param name="Seconds">The fastest pass.</param>
/// <param name="Allocated">Managed bytes that a pass allocates.</param>
internal sealed record ScorePass(int Rows, int Weights, GradientStorage Storage, double Seconds, long Allocated)
{
    /// <summary>The size of A.</summary>
    public long Bytes => Storage.Bytes(Rows, Weights);

    public static async Task<ScorePass> MeasureAsync(int rows, int weights, GradientStorage storage, SolverThreads threads, CancellationToken cancellation)
    {
        using var blocks = NoiseProblem.Create(rows, weights, storage, threads, cancellation);
        var q = new double[rows];
        Array.Fill(q, 1e-3);
        var seconds = await Fastest.SecondsAsync(() => blocks.Root.ScoreAsync(q), cancellation);

        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        await blocks.Root.ScoreAsync(q);
        return new ScorePass(rows, weights, storage, seconds, GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }
}
