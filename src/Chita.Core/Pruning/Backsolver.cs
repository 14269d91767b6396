using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Pruning;

/// <summary>The exact minimiser of Q on a support (algorithm.md §2, backsolve): q = (μI + G)⁻¹c, w_S = w̄_S − A_Sᵀq.</summary>
internal abstract class Backsolver(PruningProblem problem, Moments moments) : IDisposable
{
    /// <summary>
    /// Up to this n, μI + G is formed and factored; beyond, its products with vectors do. Measured on two cores at n = 4,096 with 4,000 kept
    /// columns: G 1.1 s, its factor 0.3 s, 30 to 140 products 0.2 to 0.6 s. Products grow with the columns kept, the factor with n³, a message of
    /// G with n² (67 MB there).
    /// </summary>
    private const int MostRowsFactored = 4096;

    protected PruningProblem Problem { get; } = problem;

    /// <summary>The backsolver for a problem's size.</summary>
    public static Backsolver For(PruningProblem problem, Moments moments, SolverThreads threads) => problem.Rows <= MostRowsFactored
        ? new FactoredBacksolver(problem, moments, threads)
        : new IterativeBacksolver(problem, moments);

    /// <summary>Backsolves on the blocks' selection.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="selection">What their selection sums to.</param>
    /// <param name="anchor">Depend on nothing that came before, so that a resumed solve takes the same path bit by bit.</param>
    public abstract Task<Backsolution> SolveAsync(ICollectives blocks, SelectionSums selection, bool anchor);

    /// <summary>Frees the factor, if there is one.</summary>
    public abstract void Dispose();

    /// <summary>c = −A_O w̄_O + α1, the dropped part as the whole less the kept one.</summary>
    /// <param name="keptProduct">A_S w̄_S.</param>
    protected double[] Right(double[] keptProduct)
    {
        var c = new double[Problem.Rows];
        for (var i = 0; i < c.Length; i++)
            c[i] = keptProduct[i] - moments.Product[i] + Problem.FirstOrder;
        return c;
    }
}

/// <summary>A backsolve's outcome.</summary>
/// <param name="Q">q; the kept weights are w̄_S − A_Sᵀq.</param>
/// <param name="Objective">Their Q, in closed form.</param>
internal sealed record Backsolution(double[] Q, double Objective);
