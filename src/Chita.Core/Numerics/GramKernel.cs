using System.Collections.Concurrent;

namespace Chita.Numerics;

/// <summary>
/// Σ ± a_j a_jᵀ and Σ ± w̄_j a_j over lists of columns, in float64. One instance serves all blocks of a process.
/// </summary>
/// <remarks>
/// Two calls work at a time, so that one fills the threads while the other ends, and further ones wait: the native memory is that of
/// two workspaces however many blocks there are. It is kept from call to call of one round over the blocks, and freed when none is left.
/// </remarks>
/// <param name="threads">Where it runs; not owned.</param>
internal sealed class GramKernel(SolverThreads threads) : IDisposable
{
    private const int Concurrent = 2;

    private readonly SemaphoreSlim _places = new(Concurrent);
    private readonly ConcurrentBag<NativeBuffer<double>> _idle = [];
    private int _calls; // running or waiting; any thread, interlocked

    /// <summary>Adds the columns that entered to G and to A_S w̄_S, and takes those that left away.</summary>
    /// <param name="a">The columns.</param>
    /// <param name="entered">Columns to add.</param>
    /// <param name="left">Columns to take away, after that.</param>
    /// <param name="gram">G, in the layout of <see cref="TriangleTiles"/>; changed in place.</param>
    /// <param name="product">A_S w̄_S, padded like a column; changed in place.</param>
    /// <returns>Ends when both sums hold. Their bits depend on the lists and their order, not on the threads.</returns>
    public async Task AddAsync<T>(WeightedColumns<T> a, ColumnList entered, ColumnList left, double[] gram, double[] product)
        where T : unmanaged, IGradientElement<T>
    {
        if (gram.Length != TriangleTiles.Length(a.Stride) || product.Length != a.Stride)
            throw new ArgumentException($"Sums of {a.Stride} padded rows were expected, got {gram.Length} and {product.Length} elements.");
        if (entered.Count + left.Count == 0)
            return;

        Interlocked.Increment(ref _calls);
        await _places.WaitAsync();
        try
        {
            var panels = Rent(GramSum<T>.PanelsLength(a.Stride));
            await new GramSum<T>(a, entered, left, gram, product, panels).RunAsync(threads);
            _idle.Add(panels);
        }
        finally
        {
            _places.Release();
            if (Interlocked.Decrement(ref _calls) == 0)
                FreeIdle();
        }
    }

    /// <summary>Frees the workspaces. No call may be running.</summary>
    public void Dispose()
    {
        FreeIdle();
        _places.Dispose();
    }

    private void FreeIdle()
    {
        while (_idle.TryTake(out var panels))
            panels.Dispose();
    }

    private NativeBuffer<double> Rent(long length)
    {
        if (_idle.TryTake(out var panels))
        {
            if (panels.Length >= length)
                return panels;
            panels.Dispose();
        }

        return new NativeBuffer<double>(length);
    }
}
