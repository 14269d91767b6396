using System.Runtime.CompilerServices;

namespace Chita.Numerics;

/// <summary>
/// A lower triangular L in strips of four rows, in native memory, and the operations on its blocks. Three strips have the same length, up
/// to the diagonal of the last, so that the micro-kernel's tiles of twelve rows need no exceptions; what lies above the diagonal is never read.
/// </summary>
/// <remarks>n is padded to a multiple of 12 by an identity, which the other rows do not notice.</remarks>
internal sealed unsafe partial class TriangularFactor : IDisposable
{
    /// <summary>Strips of a block: 48 rows, whole tiles of G and whole triples of strips.</summary>
    public const int BlockStrips = 12;

    private const int Lanes = MicroKernel.Lanes;
    private const int Triple = MicroKernel.Triple;

    private readonly int _rows;
    private readonly int _strips;
    private readonly NativeBuffer<double> _elements; // strips, one after the other
    private readonly NativeBuffer<double> _inverses; // of the elements on the diagonal

    // Written by the thread that factors a block on the diagonal, one after the other; Progress orders them.
    private volatile FailedPivot? _failed;

    public TriangularFactor(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        _rows = rows;
        _strips = Strips(rows);
        _elements = new NativeBuffer<double>(Offset(_strips));
        _inverses = new NativeBuffer<double>((long)_strips * Lanes);
    }

    /// <summary>Native bytes that a factor of so many rows takes.</summary>
    public static long BytesFor(int rows) => (Offset(Strips(rows)) + (long)Strips(rows) * Lanes) * sizeof(double);

    /// <summary>The first pivot that was not positive.</summary>
    public FailedPivot? FailedPivot => _failed;

    /// <summary>The smallest pivot that was positive.</summary>
    public double SmallestPivot { get; private set; } = double.PositiveInfinity;

    public void Dispose()
    {
        _elements.Dispose();
        _inverses.Dispose();
    }

    /// <summary>Forgets the pivots of the factor before.</summary>
    public void Restart()
    {
        _failed = null;
        SmallestPivot = double.PositiveInfinity;
    }

    /// <summary>Copies a block of μI + G to where L will be.</summary>
    public void Load(double[] gram, double mu, int rowBlock, int columnBlock)
    {
        var tileRows = Kernels.Padded(_rows) / TriangleTiles.Side;
        fixed (double* g = gram)
        {
            for (var row = rowBlock * BlockStrips; row < End(rowBlock); row++)
            {
                for (var column = columnBlock * BlockStrips; column < Math.Min(End(columnBlock), Length(row)); column++)
                {
                    var to = Strip(row) + column * Lanes * Lanes;
                    if (row / 2 < tileRows && column / 2 <= row / 2)
                        Transpose(g + TriangleTiles.Tile(row / 2, column / 2) + row % 2 * (TriangleTiles.Area / 2) + column % 2 * Lanes, to);
                    else
                        new Span<double>(to, Lanes * Lanes).Clear();
                    for (var lane = 0; lane < Lanes && row == column; lane++)
                        to[lane * (Lanes + 1)] = row * Lanes + lane < _rows ? to[lane * (Lanes + 1)] + mu : 1;
                }
            }
        }
    }

    /// <summary>Takes the products with columns <paramref name="first"/> … of L away from a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Subtract(int rowBlock, int columnBlock, int first, int count)
    {
        for (var row = rowBlock * BlockStrips; row < End(rowBlock); row += Triple)
        {
            for (var column = columnBlock * BlockStrips; column < Math.Min(End(columnBlock), Length(row)); column++)
                SubtractTile(row, column, first, count);
        }
    }

    /// <summary>Turns a block below the diagonal, complete up to the columns of its own, into its block of L.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SolveBlock(int rowBlock, int columnBlock)
    {
        var first = columnBlock * BlockStrips;
        for (var column = first; column < End(columnBlock); column++)
        {
            for (var row = rowBlock * BlockStrips; row < End(rowBlock); row += Triple)
            {
                SubtractTile(row, column, first * Lanes, (column - first) * Lanes);
                for (var strip = row; strip < row + Triple; strip++)
                    SolveQuad(strip, column);
            }
        }
    }

    /// <summary>The same on the diagonal, where the quads of the diagonal are factored on the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FactorDiagonal(int block)
    {
        var first = block * BlockStrips;
        for (var column = first; column < End(block) && _failed is null; column++)
        {
            for (var row = column / Triple * Triple; row < End(block); row += Triple)
                SubtractTile(row, column, first * Lanes, (column - first) * Lanes);
            FactorQuad(column);
            for (var strip = column + 1; strip < End(block); strip++)
                SolveQuad(strip, column);
        }
    }

    private static int Strips(int rows) => (rows + Triple * Lanes - 1) / (Triple * Lanes) * Triple;

    private static long Offset(int strip)
    {
        long triple = strip / Triple;
        return (triple * (triple + 1) / 2 * Triple + strip % Triple * (triple + 1)) * Triple * Lanes * Lanes;
    }

    private int End(int block) => Math.Min(_strips, (block + 1) * BlockStrips);

    /// <summary>Length of a strip in 4 × 4 quads.</summary>
    private static int Length(int strip) => (strip / Triple + 1) * Triple;

    private double* Strip(int strip) => _elements.Start + Offset(strip);
}
