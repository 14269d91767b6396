using Chita.Collectives;

namespace Chita.Pruning;

/// <summary>The objective of algorithm.md §1 at a point, from what the point sums to.</summary>
internal static class Quadratic
{
    /// <summary>Q(w) = ½‖r‖² − ½α²n + (μ/2)‖v‖².</summary>
    /// <param name="problem">α, μ, n.</param>
    /// <param name="moments">A w̄.</param>
    /// <param name="point">A w and ‖v‖².</param>
    /// <param name="residual">r = A v + α1, n elements.</param>
    public static double Value(PruningProblem problem, Moments moments, PointSums point, out double[] residual)
    {
        residual = new double[problem.Rows];
        for (var i = 0; i < residual.Length; i++)
            residual[i] = point.Product[i] - moments.Product[i] + problem.FirstOrder;
        return 0.5 * (Vectors.Dot(residual, residual) + problem.Mu * point.DistanceSquares) - problem.Offset;
    }
}
