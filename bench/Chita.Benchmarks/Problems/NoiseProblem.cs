using Chita.Blocks;
using Chita.Numerics;

namespace Chita.Benchmarks.Problems;

/// <summary>
/// Blocks of any size full of uniform noise, for measurements in which only sizes matter. Made row by row in one buffer, so that
/// making it takes no memory worth mentioning beside A.
/// </summary>
internal static class NoiseProblem
{
    public static InProcessBlocks Create(int rows, int weights, GradientStorage storage, SolverThreads threads, CancellationToken cancellation)
    {
        var blocks = new InProcessBlocks(new WeightLayout([new TensorSize("noise", weights)], 65_536), rows, threads, storage);
        try
        {
            var row = new float[weights];
            Fill(row, CounterRandom.For(-1));
            blocks.Load(row);
            for (var i = 0; i < rows; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                Fill(row, CounterRandom.For(i));
                blocks.WriteRow(i, row);
            }

            return blocks;
        }
        catch
        {
            blocks.Dispose();
            throw;
        }
    }

    /// <summary>Numbers of [−1, 1), exact in float32.</summary>
    private static void Fill(float[] values, CounterRandom random)
    {
        for (var j = 0; j < values.Length; j++)
            values[j] = (long)random.Bits(j) / (1L << 40) / (float)(1 << 23);
    }
}
