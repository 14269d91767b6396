using Chita.Blocks;
using Chita.Collectives;
using Chita.Collectives.Patterns;
using Chita.Numerics;

namespace Chita.Planning;

/// <summary>Measures a machine in about a second, on the solver threads of its silo: what the cost model needs of it.</summary>
public static class SpeedProbe
{
    /// <summary>Bytes of A that are tried: beyond the caches, and soon filled.</summary>
    public const long MostBytes = 96L << 20;

    private const int LeastTurns = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private const int SumBytes = 4 << 20;

    /// <summary>Does all that is measured with small work, many times, since what the runtime counts is calls: to be done before.</summary>
    /// <param name="threads">The silo's threads.</param>
    /// <param name="storage">How A is kept.</param>
    public static async Task WarmAsync(SolverThreads threads, GradientStorage storage)
    {
        ArgumentNullException.ThrowIfNull(threads);
        const int n = 48;
        using var block = Fill(new WeightBlock(new BlockId("warm", 0), 1024, n, threads, storage));
        using var factor = new Cholesky(n, threads);
        var (q, sum) = (new double[n], new double[TriangleTiles.Length(n)]);
        await WarmUp.RunAsync(async () =>
        {
            await block.ScoreAsync(q, RankQuery.Coarse(1, 0.5, 0.25, 0.125));
            await block.SelectAsync(LineCuts.Everything, project: false);
            var change = await block.GramAsync(rebuild: true);
            Collectives.Vectors.Add(sum, change.Tiles);
            await factor.FactorAsync(sum, 1);
        });
    }

    /// <summary>Measures all but messages and who answers them: for those, the values of <see cref="MachineSpeeds.Reference"/> stay.</summary>
    /// <param name="threads">The silo's threads.</param>
    /// <param name="rows">n of the campaign; rates depend on it somewhat.</param>
    /// <param name="storage">How A is kept.</param>
    /// <param name="bytes">Bytes that may be taken.</param>
    public static async Task<MachineSpeeds> MeasureAsync(SolverThreads threads, int rows, GradientStorage storage, long bytes)
    {
        ArgumentNullException.ThrowIfNull(threads);
        var n = Math.Clamp(rows, 16, 1000);
        var matrix = Math.Clamp(Math.Min(bytes, MostBytes) * 4 / 5, 1 << 20, MostBytes);
        var weights = (int)Math.Max(1024, matrix / SolveWorkspace.BlockBytes(1024, n, storage, BlockPattern.None) * 1024);
        double perThread, perSilo, gram, rank;
        using (var one = new SolverThreads(1))
        using (var block = Fill(new WeightBlock(new BlockId("probe", 0), weights, n, one, storage)))
            perThread = await PassAsync(block, n, storage);
        using (var block = Fill(new WeightBlock(new BlockId("probe", 1), weights, n, threads, storage)))
        {
            perSilo = threads.Count == 1 ? perThread : await PassAsync(block, n, storage);
            rank = await RankAsync(block, threads.Count);
            gram = await GramAsync(block, n, threads.Count);
        }

        return MachineSpeeds.Reference with
        {
            PassPerThread = perThread, PassPerSilo = Math.Max(perThread, perSilo), RankSeconds = rank, GramFlops = gram, SumBytesPerSecond = await SumRateAsync(n, threads),
            CholeskyFlops = await CholeskyAsync(n, threads),
        };
    }

    private static WeightBlock Fill(WeightBlock block)
    {
        const int Some = 512;
        var random = new Random(1);
        float[] some = [.. Enumerable.Range(0, Some * block.Rows).Select(_ => random.NextSingle() - 0.5f)];
        for (var first = 0; first < block.Weights; first += Some)
        {
            var count = Math.Min(Some, block.Weights - first);
            block.Load(first, some.AsSpan(0, count));
            block.WriteTile(0, block.Rows, first, some.AsSpan(0, count * block.Rows));
        }

        return block;
    }

    private static async Task<double> PassAsync(WeightBlock block, int n, GradientStorage storage)
    {
        var q = Enumerable.Repeat(0.01, n).ToArray();
        var seconds = await UsualAsync(() => block.ScoreAsync(q, RankQuery.Coarse(1)));
        return GradientColumns.BytesFor(storage, block.Weights, n) / seconds;
    }

    private static async Task<double> RankAsync(WeightBlock block, int threads)
    {
        var query = RankQuery.Coarse(1, 0.5, 0.25, 0.125);
        return await UsualAsync(() => block.RankAsync(query)) * threads / (query.Steps.Length * (double)block.Weights);
    }

    private static async Task<double> GramAsync(WeightBlock block, int n, int threads)
    {
        // All above a threshold in the middle of the weights' range: about half of them, evenly spread.
        var kept = Math.Clamp((int)(2e9 / ((double)n * n)), 256, block.Weights);
        await block.ScoreAsync([], RankQuery.Coarse(0));
        var share = 1 - kept / (double)block.Weights;
        await block.SelectAsync(new LineCuts([0], [new Cut(Histogram.Key(0.5 * share), 0, 0, 0)]), project: false);
        var entered = 0L;
        var seconds = await UsualAsync(async () => entered = (await block.GramAsync(rebuild: true)).Entered);
        return Math.Max(1, entered) * (double)n * n / seconds / threads;
    }

    private static async Task<double> CholeskyAsync(int n, SolverThreads threads)
    {
        var gram = new double[TriangleTiles.Length(n)];
        using var factor = new Cholesky(n, threads);
        return Math.Pow(n, 3) / 3 / await UsualAsync(() => factor.FactorAsync(gram, 1)) / threads.Count;
    }

    private static async Task<double> SumRateAsync(int n, SolverThreads threads)
    {
        var (sum, part) = (new double[TriangleTiles.Length(n)], new double[TriangleTiles.Length(n)]);
        var bytes = sum.Length * (double)sizeof(double);
        var times = (int)Math.Max(1, SumBytes / bytes); // what it takes to get to a thread is not what is asked
        return times * bytes / await UsualAsync(() => threads.RunAsync(1, _ =>
        {
            for (var i = 0; i < times; i++)
                Collectives.Vectors.Add(sum, part);
        }));
    }

    private static async Task<double> UsualAsync(Func<Task> work) => Math.Max(1e-9, await Turns.UsualSecondsAsync(LeastTurns, Patience, work));
}
