namespace Chita.Numerics;

/// <summary>
/// L Lᵀ = μI + G for a symmetric positive semidefinite G, and solutions with it. Positive definite by construction: where rounding
/// breaks that, it is an error that says how, never another method. An instance holds one factor and is used by one caller at a time.
/// </summary>
/// <remarks>
/// Left-looking: a block of L is the block of μI + G, less the products of the blocks to its left, solved with the block on the
/// diagonal. Each element takes its terms in the order of their columns, so the bits do not depend on the threads. Blocks wait for
/// just the blocks they need (<see cref="Progress"/>).
/// </remarks>
/// <param name="rows">n.</param>
/// <param name="threads">Where it runs; not owned.</param>
internal sealed class Cholesky(int rows, SolverThreads threads) : IDisposable
{
    private const int BlockStrips = TriangularFactor.BlockStrips;
    private const int BlockRows = BlockStrips * MicroKernel.Lanes;

    // Terms taken at a time: their strips stay in the first-level cache, as in GramSum.
    private const int Run = 4 * BlockRows;

    private readonly TriangularFactor _factor = new(rows);
    private readonly int _blocks = (rows + BlockRows - 1) / BlockRows;

    /// <summary>The smallest pivot of the last factor: near μ all is well, far below it rounding is close to breaking the factor.</summary>
    public double SmallestPivot => _factor.SmallestPivot;

    /// <summary>Factors μI + G.</summary>
    /// <param name="gram">G, in the layout of <see cref="TriangleTiles"/>; not changed.</param>
    /// <param name="mu">μ &gt; 0.</param>
    /// <exception cref="NumericalException">A pivot is not positive.</exception>
    public async Task FactorAsync(double[] gram, double mu)
    {
        if (gram.Length != TriangleTiles.Length(rows))
            throw new ArgumentException($"A matrix of {rows} rows was expected, got {gram.Length} elements.");
        _factor.Restart();
        var progress = new Progress(_blocks); // blocks of each row of blocks that are done
        await progress.RunAsync(threads, _blocks * (_blocks + 1) / 2, part => Factor(part, gram, mu, progress));

        if (_factor.FailedPivot is { } pivot)
        {
            throw new NumericalException(
                $"The {rows} × {rows} matrix μI + G is not positive definite after rounding: pivot {pivot.Index} is {pivot.Value:g3} "
                + $"(smallest before it: {_factor.SmallestPivot:g3}) with μ = n·ridge = {mu:g6}, ridge {mu / rows:g6}. A larger solver.ridge mends it.");
        }
    }

    /// <summary>q with (μI + G) q = <paramref name="right"/>, n elements, by the last factor. Runs on the caller's thread: 2n² operations, where the factor took n³/3.</summary>
    public double[] Solve(double[] right)
    {
        if (right.Length != rows)
            throw new ArgumentException($"A right side of {rows} elements was expected, got {right.Length}.");
        return _factor.Solve(right);
    }

    /// <summary>Frees the factor.</summary>
    public void Dispose() => _factor.Dispose();

    /// <summary>One block of L. Parts go down the columns of blocks, one column after the other.</summary>
    private void Factor(int part, double[] gram, double mu, Progress progress)
    {
        int column = 0, row = part;
        while (row >= _blocks - column)
            row -= _blocks - column++;
        row += column;

        progress.WaitFor(row, column);
        progress.WaitFor(column, column);
        if (_factor.FailedPivot is null)
        {
            _factor.Load(gram, mu, row, column);
            for (var first = 0; first < column * BlockRows; first += Run)
                _factor.Subtract(row, column, first, Math.Min(Run, column * BlockRows - first));
            if (row == column)
            {
                _factor.FactorDiagonal(row);
            }
            else
            {
                progress.WaitFor(column, column + 1);
                _factor.SolveBlock(row, column);
            }
        }

        progress.Advance(row);
    }
}
