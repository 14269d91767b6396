using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Pruning;

/// <summary>
/// The exact minimiser of Q on a support (algorithm.md §2, backsolve), with G carried from one support to the next.
/// </summary>
internal sealed class Backsolver(PruningProblem problem, Moments moments, SolverThreads threads)
{
    private readonly double[] _gram = new double[(long)problem.Rows * (problem.Rows + 1) / 2]; // A_S A_Sᵀ, packed
    private readonly double[] _keptProduct = new double[problem.Rows];                          // A_S w̄_S

    /// <summary>Backsolves on the blocks' selection.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="selection">What their selection sums to.</param>
    /// <param name="rebuild">Compute G from scratch: an anchor, from which a resumed solve takes the same path bit by bit.</param>
    public async Task<Backsolution> SolveAsync(ICollectives blocks, SelectionSums selection, bool rebuild)
    {
        var change = await blocks.GramAsync(rebuild);
        var right = await threads.RunAsync(() => Right(change, rebuild));
        using var cholesky = new Cholesky(problem.Rows, threads);
        await cholesky.FactorAsync(Tiles(), problem.Mu);
        return await threads.RunAsync(() => Solve(cholesky, right, selection));
    }

    private double[] Tiles()
    {
        var tiles = new double[TriangleTiles.Length(problem.Rows)];
        for (int i = 0, packed = 0; i < problem.Rows; i++)
        {
            for (var j = 0; j <= i; j++)
                tiles[TriangleTiles.Index(i, j)] = _gram[packed++];
        }

        return tiles;
    }

    private double[] Right(GramChange change, bool rebuild)
    {
        if (rebuild)
        {
            Array.Clear(_gram);
            Array.Clear(_keptProduct);
        }

        if (change.Packed.Length > 0)
        {
            Vectors.Add(_gram, change.Packed);
            Vectors.Add(_keptProduct, change.KeptProduct);
        }

        // c = −A_O w̄_O + α1, the dropped part as the whole less the kept one.
        var c = new double[problem.Rows];
        for (var i = 0; i < c.Length; i++)
            c[i] = _keptProduct[i] - moments.Product[i] + problem.FirstOrder;
        return c;
    }

    private Backsolution Solve(Cholesky cholesky, double[] c, SelectionSums selection)
    {
        var q = cholesky.Solve(c);
        var objective = 0.5 * problem.Mu * (Vectors.Dot(c, q) + selection.DroppedWeightSquares) - problem.Offset;
        return new Backsolution(q, objective);
    }
}

/// <summary>A backsolve's outcome.</summary>
/// <param name="Q">q = (μI + G)⁻¹c; the kept weights are w̄_S − A_Sᵀq.</param>
/// <param name="Objective">Their Q, in closed form.</param>
internal sealed record Backsolution(double[] Q, double Objective);
