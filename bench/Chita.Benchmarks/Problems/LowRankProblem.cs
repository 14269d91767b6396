using System.Numerics;
using Chita.Blocks;
using Chita.Numerics;

namespace Chita.Benchmarks.Problems;

/// <summary>
/// A synthetic problem that needs no files: A = U·Σ·V + noise with a spectrum that decays like that of real gradients, and heavy-tailed
/// weights. Made of counted draws, additions, multiplications, and square roots in float64, so that everyone gets the same bits.
/// </summary>
internal static class LowRankProblem
{
    private const int Rows = 500;
    private const int Weights = 200_000;
    private const int Rank = 32;
    private const double Scale = 0.1;
    private const double Noise = 0.05; // of Scale
    private const double WeightScale = 0.05;
    private const long Seed = 2023;

    private static readonly decimal[] Sparsities = [0.5m, 0.8m, 0.9m, 0.95m, 0.98m];

    /// <summary>What the generator does, for the report: in step with the code below.</summary>
    public static string Description => FormattableString.Invariant(
        $"synthetic: A_ij = {Scale}·(Σ_t U_it V_tj / t + {Noise}·N_ij) with t = 1 … {Rank}; U, V, N and the x below are sums of four uniform numbers, scaled to variance 1; ")
        + FormattableString.Invariant($"w̄_j = {WeightScale}·x₀/√((x₁² + x₂² + x₃²)/3), about Student's t with 3 degrees of freedom; every draw from SplitMix64, seed {Seed}");

    public static async Task<BenchmarkProblem> CreateAsync(GradientStorage storage, SolverThreads threads, CancellationToken cancellation)
    {
        var blocks = new InProcessBlocks(new WeightLayout([new TensorSize("synthetic", Weights)], 65_536), Rows, threads, storage);
        try
        {
            await FillAsync(blocks, threads, cancellation);
            return new BenchmarkProblem("lowrank", Description, Rows, Weights, storage, blocks,
                [.. Sparsities.Select(sparsity => new ProblemCase(Ridge: 1e-3, FirstOrder: 0, sparsity))]);
        }
        catch
        {
            blocks.Dispose();
            throw;
        }
    }

    private static async Task FillAsync(InProcessBlocks blocks, SolverThreads threads, CancellationToken cancellation)
    {
        blocks.Load(HeavyTailed());
        var left = Normals(0, Rows * Rank);
        var right = new double[Rank][];
        await threads.RunAsync(Rank, t => right[t] = Normals(1 + t, Weights));
        var group = new float[threads.Count][];
        for (var first = 0; first < Rows; first += group.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(group.Length, Rows - first);
            await threads.RunAsync(count, i => group[i] = Row(first + i, left, right));
            for (var i = 0; i < count; i++)
                blocks.WriteRow(first + i, group[i]);
        }
    }

    private static float[] Row(int row, double[] left, double[][] right)
    {
        var sum = Normals(1 + Rank + row, Weights);
        for (var j = 0; j < sum.Length; j++)
            sum[j] *= Scale * Noise;
        for (var t = 0; t < Rank; t++)
            Add(sum, Scale * left[row * Rank + t] / (t + 1), right[t]);
        return Array.ConvertAll(sum, x => (float)x);
    }

    /// <summary>sum ← sum + factor·x. Elementwise, each operation rounded: the vectors' width does not show.</summary>
    private static void Add(double[] sum, double factor, double[] x)
    {
        var j = 0;
        for (; j <= x.Length - Vector<double>.Count; j += Vector<double>.Count)
            (new Vector<double>(sum, j) + factor * new Vector<double>(x, j)).CopyTo(sum, j);
        for (; j < x.Length; j++)
            sum[j] += factor * x[j];
    }

    private static float[] HeavyTailed()
    {
        var x = Normals(-1, 4 * Weights);
        var weights = new float[Weights];
        for (var j = 0; j < weights.Length; j++)
        {
            var spread = Math.Sqrt((x[4 * j + 1] * x[4 * j + 1] + x[4 * j + 2] * x[4 * j + 2] + x[4 * j + 3] * x[4 * j + 3]) / 3);
            weights[j] = (float)(WeightScale * x[4 * j] / Math.Max(spread, 1e-3));
        }

        return weights;
    }

    /// <summary>Bell-shaped numbers: the four 16-bit digits of a draw, added. No logarithm or cosine, whose last bits differ between systems.</summary>
    private static double[] Normals(long stream, int count)
    {
        var random = CounterRandom.For(Seed, stream);
        var deviation = Math.Sqrt(4.0 / 12) * 65536;
        var normals = new double[count];
        for (var i = 0; i < count; i++)
        {
            var bits = random.Bits(i);
            var sum = (bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48);
            normals[i] = (sum - 2.0 * 65535) / deviation;
        }

        return normals;
    }
}
