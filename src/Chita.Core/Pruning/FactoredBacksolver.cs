using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Pruning;

/// <summary>Backsolves by a Cholesky factor of μI + G, with G carried from one support to the next.</summary>
internal sealed class FactoredBacksolver(PruningProblem problem, Moments moments, SolverThreads threads) : Backsolver(problem, moments)
{
    private const double Unit = 1.0 / (1L << 53); // relative error of one float64 operation

    /// <summary>The error of a carried G, as a part of μ, at which it is computed anew.</summary>
    private const double MostDrift = 1e-9;

    private readonly double[] _gram = new double[TriangleTiles.Length(problem.Rows)]; // A_S A_Sᵀ
    private readonly double[] _keptProduct = new double[problem.Rows];                // A_S w̄_S
    private readonly Cholesky _factor = new(problem.Rows, threads);
    private double _drift; // a bound on what rank changes can have done to G since it was computed

    /// <inheritdoc/>
    public override async Task<Backsolution> SolveAsync(ICollectives blocks, SelectionSums selection, bool anchor)
    {
        var rebuild = anchor || _drift > MostDrift * Problem.Mu;
        var change = await blocks.GramAsync(rebuild);
        await threads.RunAsync(1, _ => Apply(change, rebuild));
        await _factor.FactorAsync(_gram, Problem.Mu);
        return await threads.RunAsync(() => Solve(selection));
    }

    /// <summary>P = A_BᵀKA_B with K = (μI + G)⁻¹ at the last support, for a few columns.</summary>
    /// <param name="columns">A_B, column after column.</param>
    /// <param name="count">Number of columns.</param>
    public async Task<double[,]> CovariancesAsync(float[] columns, int count)
    {
        var (n, products) = (Problem.Rows, new double[count, count]);
        var solved = new double[count][];
        await threads.RunAsync(count, i => solved[i] = _factor.Solve(Array.ConvertAll(columns[(i * n)..((i + 1) * n)], a => (double)a)));
        await threads.RunAsync(count, i =>
        {
            for (var j = 0; j <= i; j++)
                products[i, j] = products[j, i] = Vectors.Dot(columns.AsSpan(i * n, n), solved[j]);
        });
        return products;
    }

    /// <inheritdoc/>
    public override void Dispose() => _factor.Dispose();

    private void Apply(GramChange change, bool rebuild)
    {
        if (rebuild)
        {
            Array.Clear(_gram);
            Array.Clear(_keptProduct);
            _drift = 0;
        }

        if (change.Tiles.Length == 0)
            return;
        Vectors.Add(_gram, change.Tiles);
        Vectors.Add(_keptProduct, change.KeptProduct);
        if (!rebuild)
            _drift += Unit * (Trace(_gram) + Math.Abs(Trace(change.Tiles)));
    }

    private double Trace(double[] tiles) => Enumerable.Range(0, Problem.Rows).Sum(i => tiles[TriangleTiles.Index(i, i)]);

    private Backsolution Solve(SelectionSums selection)
    {
        var c = Right(_keptProduct);
        var q = _factor.Solve(c);
        return new Backsolution(q, 0.5 * Problem.Mu * (Vectors.Dot(c, q) + selection.DroppedWeightSquares) - Problem.Offset);
    }
}
