using System.Runtime.Intrinsics;

namespace Chita.Numerics;

/// <summary>
/// Σ ± a_j a_jᵀ over a list of columns, blocked like a matrix product: a panel of columns is widened to float64 once, in strips of
/// 8 rows, then every 8 × 8 tile of the lower triangle takes it in. A tile belongs to one thread and takes panels in order, so the
/// order of every sum is fixed.
/// </summary>
internal sealed class GramKernel : IDisposable
{
    private const int Strip = 8;
    private const int PanelColumns = 256;

    private readonly int _rows;
    private readonly int _strips;
    private readonly SolverThreads _threads;
    private readonly NativeBuffer<double> _panel;  // strip × column × 8
    private readonly NativeBuffer<double> _tiles;  // tile (i, j ≤ i) × 8 × 8

    public GramKernel(int rows, SolverThreads threads)
    {
        _rows = rows;
        _strips = Kernels.Padded(rows) / Strip;
        _threads = threads;
        _panel = new NativeBuffer<double>((long)_strips * PanelColumns * Strip);
        _tiles = new NativeBuffer<double>((long)_strips * (_strips + 1) / 2 * Strip * Strip);
    }

    /// <summary>Adds (or takes away) the outer products of the columns that start at <paramref name="a"/> + index · stride.</summary>
    public async Task AddAsync<T>(NativeBuffer<T> a, int stride, IReadOnlyList<int> columns, bool subtract) where T : unmanaged, IGradientElement<T>
    {
        for (var first = 0; first < columns.Count; first += PanelColumns)
        {
            var start = first;
            var count = Math.Min(PanelColumns, columns.Count - first);
            await _threads.RunAsync(_strips, strip => Pack(a, stride, columns, start, count, strip));
            await _threads.RunAsync(_strips, row => AddStrip(row, count, subtract));
        }
    }

    /// <summary>The lower triangle, packed by rows: element (i, j ≤ i) at i(i + 1)/2 + j.</summary>
    public unsafe double[] Packed()
    {
        var packed = new double[(long)_rows * (_rows + 1) / 2];
        for (var i = 0; i < _rows; i++)
        {
            for (var j = 0; j <= i; j++)
                packed[(long)i * (i + 1) / 2 + j] = Tile(i / Strip, j / Strip)[i % Strip * Strip + j % Strip];
        }

        return packed;
    }

    public void Dispose()
    {
        _panel.Dispose();
        _tiles.Dispose();
    }

    private unsafe double* Tile(int row, int column) => _tiles.Start + ((long)row * (row + 1) / 2 + column) * Strip * Strip;

    private unsafe double* Panel(int strip) => _panel.Start + (long)strip * PanelColumns * Strip;

    private unsafe void Pack<T>(NativeBuffer<T> a, int stride, IReadOnlyList<int> columns, int first, int count, int strip) where T : unmanaged, IGradientElement<T>
    {
        var to = Panel(strip);
        for (var c = 0; c < count; c++, to += Strip)
        {
            var from = a.Start + (long)columns[first + c] * stride + strip * Strip;
            T.Widen(from).Store(to);
            T.Widen(from + 4).Store(to + 4);
        }
    }

    private unsafe void AddStrip(int row, int count, bool subtract)
    {
        for (var column = 0; column <= row; column++)
        {
            AddHalf(Panel(row), Panel(column), Tile(row, column), count, subtract);
            AddHalf(Panel(row) + 4, Panel(column), Tile(row, column) + 4 * Strip, count, subtract);
        }
    }

    /// <summary>A 4 × 8 half of a tile: eight accumulators, enough to keep two multiply-add units busy.</summary>
    private static unsafe void AddHalf(double* rows, double* columns, double* tile, int count, bool subtract)
    {
        Vector256<double> a0 = Vector256.Load(tile), b0 = Vector256.Load(tile + 4);
        Vector256<double> a1 = Vector256.Load(tile + 8), b1 = Vector256.Load(tile + 12);
        Vector256<double> a2 = Vector256.Load(tile + 16), b2 = Vector256.Load(tile + 20);
        Vector256<double> a3 = Vector256.Load(tile + 24), b3 = Vector256.Load(tile + 28);
        var sign = subtract ? -1.0 : 1.0;
        for (var c = 0; c < count; c++, rows += Strip, columns += Strip)
        {
            Vector256<double> left = Vector256.Load(columns), right = Vector256.Load(columns + 4);
            var r0 = Vector256.Create(sign * rows[0]);
            var r1 = Vector256.Create(sign * rows[1]);
            var r2 = Vector256.Create(sign * rows[2]);
            var r3 = Vector256.Create(sign * rows[3]);
            a0 = Vector256.FusedMultiplyAdd(r0, left, a0);
            b0 = Vector256.FusedMultiplyAdd(r0, right, b0);
            a1 = Vector256.FusedMultiplyAdd(r1, left, a1);
            b1 = Vector256.FusedMultiplyAdd(r1, right, b1);
            a2 = Vector256.FusedMultiplyAdd(r2, left, a2);
            b2 = Vector256.FusedMultiplyAdd(r2, right, b2);
            a3 = Vector256.FusedMultiplyAdd(r3, left, a3);
            b3 = Vector256.FusedMultiplyAdd(r3, right, b3);
        }

        a0.Store(tile);
        b0.Store(tile + 4);
        a1.Store(tile + 8);
        b1.Store(tile + 12);
        a2.Store(tile + 16);
        b2.Store(tile + 20);
        a3.Store(tile + 24);
        b3.Store(tile + 28);
    }
}
