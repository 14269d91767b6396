using Chita.Benchmarks.Problems;
using Chita.Blocks;
using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Benchmarks.Machine;

/// <summary>One pass over A: z = w̄ − Aᵀq, ranked.</summary>
/// <param name="Rows">n.</param>
/// <param name="Weights">p.</param>
/// <param name="Storage">How A is kept.</param>
/// <param name="Seconds">The fastest pass.</param>
/// <param name="Bandwidth">What plain loads read in a second, measured in turns with it.</param>
/// <param name="Share">The part of that which the pass reaches, the median of the turns.</param>
/// <param name="Allocated">Managed bytes that a pass allocates.</param>
internal sealed record ScorePass(int Rows, int Weights, GradientStorage Storage, double Seconds, double Bandwidth, double Share, long Allocated)
{
    /// <summary>The size of A.</summary>
    public long Bytes => Storage.Bytes(Rows, Weights);

    /// <summary>Bytes of A per second.</summary>
    public double Rate => Bytes / Seconds;

    public static async Task<ScorePass> MeasureAsync(int rows, int weights, GradientStorage storage, SolverThreads threads, CancellationToken cancellation)
    {
        using var blocks = NoiseProblem.Create(rows, weights, storage, threads, cancellation);
        using var bandwidth = new ReadBandwidth(threads);
        var q = Dual(rows);
        var turns = await Turns.TakeAsync(cancellation, Pass(blocks, q), bandwidth.PassAsync);

        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        await Pass(blocks, q)();
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        var pass = new ScorePass(rows, weights, storage, turns.Fastest(0), ReadBandwidth.Rate(turns.Fastest(1)), 0, allocated);
        return pass with { Share = pass.Bytes / ReadBandwidth.Rate(1) / turns.Ratio(0, 1) };
    }

    /// <summary>Passes over several problems, in turns.</summary>
    public static async Task<Turns> CompareAsync(
        IReadOnlyList<(int Rows, int Weights, GradientStorage Storage)> problems, SolverThreads threads, CancellationToken cancellation)
    {
        var blocks = new List<InProcessBlocks>();
        try
        {
            foreach (var (rows, weights, storage) in problems)
                blocks.Add(NoiseProblem.Create(rows, weights, storage, threads, cancellation));
            return await Turns.TakeAsync(cancellation, [.. problems.Select((problem, i) => Pass(blocks[i], Dual(problem.Rows)))]);
        }
        finally
        {
            blocks.ForEach(one => one.Dispose());
        }
    }

    private static Func<Task> Pass(InProcessBlocks blocks, double[] q) => () => blocks.Root.ScoreAsync(q, RankQuery.Coarse(0));

    private static double[] Dual(int rows) => [.. Enumerable.Repeat(1e-3, rows)];
}
