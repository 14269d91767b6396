using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Blocks;

/// <summary>
/// A slice of one tensor's weights with its columns of A, in native memory: the only big thing there is (architecture). Implements
/// the collectives by kernels on the solver threads; a grain or an in-process tree calls it, one call at a time.
/// </summary>
/// <remarks>
/// A is weight-major: weight j's n gradients lie together, padded to a multiple of eight. Work is cut into chunks of
/// <see cref="Chunk"/> weights whose sums are added in order, so no result depends on the number of threads.
/// </remarks>
public sealed partial class WeightBlock : ICollectives, IDisposable
{
    /// <summary>Weights in a chunk: enough work for a thread, small enough to spread a block over all of them.</summary>
    internal const int Chunk = 1024;

    private readonly BlockId _id;
    private readonly SolverThreads _threads;
    private readonly int _chunks;
    private readonly NativeBuffer<float> _dense;       // w̄
    private readonly NativeBuffer<float> _weights;     // w
    private readonly NativeBuffer<double> _scores;     // z
    private readonly NativeBuffer<byte> _selected;     // 1: in the selection
    private readonly NativeBuffer<byte> _inGram;       // 1: in the S that the last GramChange brought G to
    private NativeBuffer<float>? _columns;             // A, from the first stage on
    private NativeBuffer<double>? _iterate;            // x, while thresholding
    private NativeBuffer<double>? _gradient;           // g, while thresholding

    /// <summary>Makes a block of zero weights without gradients.</summary>
    /// <param name="id">What errors call it.</param>
    /// <param name="weights">Number of weights.</param>
    /// <param name="rows">n, the number of rows of A.</param>
    /// <param name="threads">Where the kernels run; not owned.</param>
    public WeightBlock(BlockId id, int weights, int rows, SolverThreads threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weights, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        _id = id;
        _threads = threads;
        Weights = weights;
        Rows = rows;
        _chunks = (weights + Chunk - 1) / Chunk;
        _dense = new NativeBuffer<float>(weights);
        _weights = new NativeBuffer<float>(weights);
        _scores = new NativeBuffer<double>(weights);
        _selected = new NativeBuffer<byte>(weights);
        _inGram = new NativeBuffer<byte>(weights);
    }

    /// <summary>Number of weights.</summary>
    public int Weights { get; }

    /// <summary>n, the number of rows of A.</summary>
    public int Rows { get; }

    private int Stride => Kernels.Padded(Rows);

    /// <summary>Frees the native memory.</summary>
    public void Dispose()
    {
        _dense.Dispose();
        _weights.Dispose();
        _scores.Dispose();
        _selected.Dispose();
        _inGram.Dispose();
        _columns?.Dispose();
        _iterate?.Dispose();
        _gradient?.Dispose();
    }

    private unsafe float* Column(int weight) => Columns.Start + (long)weight * Stride;

    /// <summary>a_jᵀx for a padded vector x.</summary>
    private unsafe double Product(int weight, NativeBuffer<double> x) => Kernels.Dot(Column(weight), x.Start, Stride);

    private NativeBuffer<float> Columns => _columns
        ?? throw new InvalidOperationException($"{_id}: no gradients have been written.");

    /// <summary>Runs <paramref name="body"/>(first, end) over the chunks and returns its values in their order.</summary>
    private async Task<T[]> ByChunkAsync<T>(Func<int, int, T> body)
    {
        var results = new T[_chunks];
        await _threads.RunAsync(_chunks, chunk => results[chunk] = body(chunk * Chunk, Math.Min(Weights, (chunk + 1) * Chunk)));
        return results;
    }

    /// <summary>Σ factor(j)·a_j over the block, n elements; empty while there are no gradients.</summary>
    private async Task<double[]> CombineAsync(Func<int, double> factor)
    {
        if (_columns is null)
            return [];
        var parts = await ByChunkAsync((first, end) => Combine(factor, first, end));
        return await _threads.RunAsync(() => Vectors.Sum(parts, part => part).AsSpan(0, Rows).ToArray());
    }

    private unsafe double[] Combine(Func<int, double> factor, int first, int end)
    {
        var sum = new double[Stride];
        fixed (double* y = sum)
        {
            for (var j = first; j < end; j++)
            {
                var f = factor(j);
                if (f != 0)
                    Kernels.Add(Column(j), f, y, Stride);
            }
        }

        return sum;
    }

    /// <summary>An n-vector as the kernels want it: padded with zeros.</summary>
    private NativeBuffer<double> Pad(double[] vector)
    {
        if (vector.Length != Rows)
            throw new ArgumentException($"{_id}: a vector of {Rows} elements was expected, got {vector.Length}.");
        var padded = new NativeBuffer<double>(Stride);
        vector.CopyTo(padded.Slice(0, Rows));
        return padded;
    }
}
