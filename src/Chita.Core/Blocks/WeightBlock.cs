using System.Diagnostics.CodeAnalysis;
using Chita.Collectives;
using Chita.Collectives.Patterns;
using Chita.Numerics;

namespace Chita.Blocks;

/// <summary>
/// A slice of one tensor's weights with its columns of A, in native memory: the only big thing there is (architecture). The columns may lie on a local disk. Implements
/// the collectives by kernels on the solver threads; a grain or an in-process tree calls it, one call at a time.
/// </summary>
/// <remarks>
/// Work is cut into chunks of <see cref="Chunk"/> weights, 1,024 or the pattern's whole units, whose sums are added in order, so no result depends on the number of threads.
/// </remarks>
public sealed partial class WeightBlock : ICollectives, IDisposable
{
    /// <summary>Weights whose keys or factors lie on a thread's stack; only chunks of a pattern with long units are longer.</summary>
    private const int OnStack = BlockPattern.PlainChunk;

    /// <summary>Elements of A of which one pass takes a few microseconds.</summary>
    private const int Tiny = 16384;

    private readonly BlockId _id;
    private readonly SolverThreads _threads;
    private readonly GradientStorage _storage;
    private readonly BlockPattern _pattern;
    private readonly int _chunks;
    private readonly bool _isTiny;
    private readonly NativeBuffer<float> _dense;         // w̄
    private readonly NativeBuffer<float> _weights;       // w
    private readonly NativeBuffer<double> _from;         // the line of scores at t = 0
    private readonly NativeBuffer<double> _to;           // and at t = 1
    private readonly NativeBuffer<WeightFlags> _flags;
    private string? _spill;                              // where A is kept on a local disk
    private readonly NativeBuffer<uint>? _keys;          // those of each chunk, where they are too many for the stack
    private GradientColumns? _columns;                   // A, from the first stage on
    private NativeBuffer<double>? _padded;               // the n-vector of the question being answered
    private NativeBuffer<double>? _chunkVectors;         // an n-vector for each chunk, while they are summed

    /// <summary>Makes a block of zero weights without gradients.</summary>
    /// <param name="id">What errors call it.</param>
    /// <param name="weights">Number of weights.</param>
    /// <param name="rows">n, the number of rows of A.</param>
    /// <param name="threads">Where the kernels run; not owned.</param>
    /// <param name="storage">How A is kept.</param>
    /// <param name="pattern">How scores are ranked; nothing stands for <see cref="BlockPattern.None"/>.</param>
    /// <param name="spill">The folder on a local disk to keep A in, at the disk's speed and with the same bits; null: memory.</param>
    public WeightBlock(
        BlockId id, int weights, int rows, SolverThreads threads, GradientStorage storage = GradientStorage.Float32, BlockPattern? pattern = null, string? spill = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weights, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        _pattern = pattern ?? BlockPattern.None;
        if (weights % _pattern.Unit != 0)
            throw new ArgumentException($"{id}: {weights} weights are not whole units of {_pattern.Unit}, which {_pattern} wants.", nameof(weights));
        _id = id;
        _threads = threads;
        _storage = storage;
        _spill = spill;
        Weights = weights;
        Rows = rows;
        Chunk = _pattern.Chunk;
        _chunks = Chunks(weights, _pattern);
        _isTiny = (long)weights * Math.Max(1, rows) <= Tiny;
        _coverage = new RowCoverage(rows, weights);
        _dense = new NativeBuffer<float>(weights);
        _weights = new NativeBuffer<float>(weights);
        // The kernel of keys works in fours from wherever a chunk begins, and may so run 3 weights over the last one.
        _from = new NativeBuffer<double>(Kernels.Padded(weights + 3));
        _to = new NativeBuffer<double>(Kernels.Padded(weights + 3));
        _keys = Chunk > OnStack ? new NativeBuffer<uint>((long)_chunks * Kernels.Padded(Chunk)) : null;
        _flags = new NativeBuffer<WeightFlags>(weights);
    }

    [Flags]
    private enum WeightFlags : byte
    {
        None = 0,
        Selected = 1, // in the selection S
        InGram = 2,   // in the S that the last GramChange brought G to
        Active = 4,   // looked at by gradients although not selected
    }

    /// <summary>Number of weights.</summary>
    public int Weights { get; }

    /// <summary>n, the number of rows of A.</summary>
    public int Rows { get; }

    /// <summary>Weights in a chunk: enough work for a thread, small enough to spread a block over all of them.</summary>
    private int Chunk { get; }

    private GradientColumns Columns => _columns ?? throw NoColumns();

    /// <summary>Frees the native memory.</summary>
    public void Dispose()
    {
        _dense.Dispose();
        _weights.Dispose();
        _from.Dispose();
        _to.Dispose();
        _flags.Dispose();
        _keys?.Dispose();
        _columns?.Dispose();
        _padded?.Dispose();
        _chunkVectors?.Dispose();
    }

    /// <summary>
    /// Runs parts on the solver threads; those of a tiny block where it is asked, which takes no longer than reading the message did and a
    /// fraction of handing work over.
    /// </summary>
    private Task RunAsync(int parts, Action<int> body)
    {
        if (!_isTiny)
            return _spill is null ? _threads.RunAsync(parts, body) : RunOnDiskAsync(parts, body);
        try
        {
            for (var part = 0; part < parts; part++)
                body(part);
            return Task.CompletedTask;
        }
        catch (Exception failure)
        {
            return Task.FromException(failure);
        }
    }

    private async Task<T> RunAsync<T>(Func<T> function)
    {
        T result = default!;
        await RunAsync(1, _ => result = function());
        return result;
    }

    private async Task RunOnDiskAsync(int parts, Action<int> body)
    {
        await _threads.RunAsync(parts, body);
        _columns?.Release();
    }

    private bool IsSelected(int weight) => (_flags[weight] & WeightFlags.Selected) != 0;

    private bool IsActive(int weight) => (_flags[weight] & (WeightFlags.Selected | WeightFlags.Active)) != 0;

    /// <summary>Runs <paramref name="body"/>(chunk, first, end) over the chunks.</summary>
    private Task ByChunkAsync(Action<int, int, int> body) =>
        RunAsync(_chunks, chunk => body(chunk, chunk * Chunk, Math.Min(Weights, (chunk + 1) * Chunk)));

    /// <summary>Runs <paramref name="body"/>(first, end) over the chunks and returns its values in their order.</summary>
    private async Task<T[]> ByChunkAsync<T>(Func<int, int, T> body)
    {
        var results = new T[_chunks];
        await ByChunkAsync((chunk, first, end) => results[chunk] = body(first, end));
        return results;
    }

    /// <summary>Lets each chunk add to an n-vector of its own, and adds those in order.</summary>
    private async Task<(double[] Sum, T[] Values)> SumByChunkAsync<T>(ChunkSum<T> body)
    {
        var stride = Columns.Stride;
        var vectors = _chunkVectors ??= new NativeBuffer<double>((long)_chunks * stride);
        var values = new T[_chunks];
        await ByChunkAsync((chunk, first, end) =>
        {
            var sum = vectors.Slice((long)chunk * stride, stride);
            sum.Clear();
            values[chunk] = body(first, end, sum);
        });

        return (await RunAsync(() => AddInOrder(vectors)), values);
    }

    private delegate T ChunkSum<T>(int first, int end, Span<double> sum);

    private double[] AddInOrder(NativeBuffer<double> vectors)
    {
        var sum = new double[Rows];
        for (var chunk = 0; chunk < _chunks; chunk++)
            Collectives.Vectors.Add(sum, vectors.Slice((long)chunk * Columns.Stride, Rows));
        return sum;
    }

    [MemberNotNull(nameof(_columns))]
    private void MakeColumns()
    {
        _columns ??= GradientColumns.Create(_storage, Weights, Rows, _spill);
        _padded ??= new NativeBuffer<double>(_columns.Stride);
    }

    private InvalidOperationException NoColumns() => new($"{_id}: no gradients have been written.");

    /// <summary>An n-vector as the kernels want it: padded with zeros. It is the block's own, overwritten by the next one.</summary>
    private NativeBuffer<double> Pad(double[] vector)
    {
        if (vector.Length != Rows)
            throw new ArgumentException($"{_id}: a vector of {Rows} elements was expected, got {vector.Length}.");
        var padded = _padded ?? throw NoColumns();
        vector.CopyTo(padded.Slice(0, Rows));
        return padded;
    }
}
