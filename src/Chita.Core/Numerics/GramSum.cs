using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Chita.Numerics;

/// <summary>
/// One call of <see cref="GramKernel"/>, blocked like a matrix product: panels of columns are widened to float64 strips, which
/// stay in the caches while the tiles of the lower triangle take them in.
/// </summary>
/// <remarks>
/// There is no barrier. Parts come in phases: phase p packs panel p, then adds panel p − 1; two buffers take turns. A part waits for
/// just what it builds on, so every sum takes panels in order and columns in order inside them, whatever the threads do.
/// </remarks>
/// <typeparam name="T">The element of A.</typeparam>
internal sealed class GramSum<T> where T : unmanaged, IGradientElement<T>
{
    // Three strips of a panel and a fourth fit the first-level cache (32 KiB), a block of strips the second (512 KiB).
    private const int PanelColumns = 256;
    private const int BlockStrips = 32;
    private const int PackStrips = 16;

    // Eight more than needed: strips a power of two apart would fall on the same few cache sets.
    private const int StripLength = PanelColumns * MicroKernel.Lanes + 8;

    private readonly WeightedColumns<T> _a;
    private readonly ColumnList _entered;
    private readonly ColumnList _left;
    private readonly double[] _gram;
    private readonly double[] _product;
    private readonly NativeBuffer<double> _buffers;
    private readonly int _strips;
    private readonly int _enteredPanels;
    private readonly int _panels;
    private readonly int _packs;     // parts that pack a panel: ranges of PackStrips strips
    private readonly int _products;  // parts that add a panel: a block of strips by three strips
    private readonly Progress _progress; // panels that each range, then each product, has been through

    public GramSum(WeightedColumns<T> a, ColumnList entered, ColumnList left, double[] gram, double[] product, NativeBuffer<double> buffers)
    {
        (_a, _entered, _left, _gram, _product, _buffers) = (a, entered, left, gram, product, buffers);
        _strips = a.Stride / MicroKernel.Lanes;
        _enteredPanels = Ceiling(entered.Count, PanelColumns);
        _panels = _enteredPanels + Ceiling(left.Count, PanelColumns);
        _packs = Ceiling(_strips, PackStrips);
        for (var block = 0; block * BlockStrips < _strips; block++)
            _products += Triples(block);
        _progress = new Progress(_packs + _products);
    }

    /// <summary>Elements of the two buffers. The last three strips may reach beyond the matrix, into two that nobody fills.</summary>
    public static long PanelsLength(int stride) => 2L * (stride / MicroKernel.Lanes + 2) * StripLength;

    public Task RunAsync(SolverThreads threads) => _progress.RunAsync(threads, (_panels + 1) * (_packs + _products), part =>
    {
        var (phase, index) = Math.DivRem(part, _packs + _products);
        if (index < _packs && phase < _panels)
            Pack(phase, index);
        else if (index >= _packs && phase > 0)
            Add(phase - 1, index - _packs);
    });

    private static int Ceiling(int dividend, int divisor) => (dividend + divisor - 1) / divisor;

    private int Triples(int block) => Ceiling(Math.Min(_strips, (block + 1) * BlockStrips), MicroKernel.Triple);

    private unsafe double* Buffer(int panel) => _buffers.Start + panel % 2 * (_buffers.Length / 2);

    private (ColumnList Columns, int First, int Count, double Sign) Columns(int panel)
    {
        var (columns, sign, first) = panel < _enteredPanels
            ? (_entered, 1.0, panel * PanelColumns)
            : (_left, -1.0, (panel - _enteredPanels) * PanelColumns);
        return (columns, first, Math.Min(PanelColumns, columns.Count - first), sign);
    }

    /// <summary>Widens a range of rows of a panel, and adds them to the product while they are in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Pack(int panel, int range)
    {
        _progress.WaitFor(range, panel);
        for (var product = 0; product < _products; product++)
            _progress.WaitFor(_packs + product, panel - 1); // the buffer is free

        var (columns, first, count, sign) = Columns(panel);
        var indices = columns.Indices.Start + first;
        int begin = range * PackStrips, strips = Math.Min(PackStrips, _strips - begin);
        var to = Buffer(panel) + (long)begin * StripLength;
        fixed (double* product = _product)
        {
            var sum = product + begin * MicroKernel.Lanes;
            for (var c = 0; c < count; c++, to += MicroKernel.Lanes)
            {
                var from = _a.Column(indices[c]) + begin * MicroKernel.Lanes;
                var weight = Vector256.Create(sign * _a.Weight(indices[c]));
                for (var strip = 0; strip < strips; strip++)
                {
                    var elements = T.Widen(from + strip * MicroKernel.Lanes);
                    elements.Store(to + strip * StripLength);
                    var y = sum + strip * MicroKernel.Lanes;
                    Vector256.FusedMultiplyAdd(weight, elements, Vector256.Load(y)).Store(y);
                }
            }
        }

        _progress.Advance(range);
    }

    /// <summary>Adds a panel to three strips of columns of a block of strips of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Add(int panel, int product)
    {
        for (var range = 0; range < _packs; range++)
            _progress.WaitFor(range, panel + 1);
        _progress.WaitFor(_packs + product, panel);

        int block = 0, triple = product;
        while (triple >= Triples(block))
            triple -= Triples(block++);

        var (_, _, count, sign) = Columns(panel);
        var strips = Buffer(panel);
        var column = triple * MicroKernel.Triple;
        var vectors = strips + (long)column * StripLength;
        var beyond = stackalloc double[TriangleTiles.Area]; // takes the sums above the diagonal, which nobody wants
        fixed (double* gram = _gram)
        {
            var end = Math.Min(_strips, (block + 1) * BlockStrips);
            for (var row = Math.Max(block * BlockStrips, column & ~1); row < end; row++)
            {
                var last = row | 1; // the strip that ends the tile on the diagonal
                MicroKernel.Add(
                    strips + (long)row * StripLength, vectors, vectors + StripLength, vectors + 2 * StripLength, count,
                    Quarter(gram, row, column),
                    column + 1 <= last ? Quarter(gram, row, column + 1) : beyond,
                    column + 2 <= last ? Quarter(gram, row, column + 2) : beyond,
                    TriangleTiles.Side, sign);
            }
        }

        _progress.Advance(_packs + product);
    }

    /// <summary>The 4 × 4 quarter of a tile where two strips meet.</summary>
    private static unsafe double* Quarter(double* gram, int row, int column) =>
        gram + TriangleTiles.Tile(row / 2, column / 2) + row % 2 * (TriangleTiles.Area / 2) + column % 2 * MicroKernel.Lanes;
}
