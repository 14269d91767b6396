using Chita.Collectives;

namespace Chita.Pruning;

/// <summary>
/// D(q) of algorithm.md §4: for every q a lower bound on the best Q that an allowed support can reach. The Lagrangian dual, concave in q.
/// </summary>
internal sealed class DualFunction(PruningProblem problem, Moments moments)
{
    private const double Unit = 1.0 / (1L << 53); // relative error of one float64 operation

    /// <summary>D(q).</summary>
    /// <param name="q">n elements.</param>
    /// <param name="keptScoreSquares">The largest Σ z(q)² of an allowed support.</param>
    public double Value(double[] q, double keptScoreSquares)
    {
        var mu = problem.Mu;
        return mu * problem.FirstOrder * q.Sum()
            - 0.5 * mu * mu * Vectors.Dot(q, q)
            - mu * Vectors.Dot(q, moments.Product)
            + 0.5 * mu * (moments.SquaredNorm - keptScoreSquares)
            - problem.Offset;
    }

    /// <summary>D(q) with rounding allowed for: no allowed support reaches a smaller Q.</summary>
    public double Bound(double[] q, double keptScoreSquares, LineCuts cuts) => Value(q, keptScoreSquares) - Allowance(q, keptScoreSquares, cuts);

    /// <summary>D(q) without its sum over what is selected: one q bounds all budgets, since only that sum depends on them (algorithm.md §5).</summary>
    public ScoredDual Scored(double[] q) => new(problem.Mu, problem.Offset, Bound(q, 0, new LineCuts([], [])), ScoreError(q));

    /// <summary>
    /// How much lower than the computed D the true one can be: the bound is reported less this. Terms: the scores' own rounding
    /// (a sum of n products, by Cauchy and Schwarz), the product A w̄ (chunk by chunk), the final sums, and ranks that float32 cannot tell
    /// apart, also between layers with a common threshold.
    /// </summary>
    private double Allowance(double[] q, double keptScoreSquares, LineCuts cuts)
    {
        var mu = problem.Mu;
        var norm = Math.Sqrt(Vectors.Dot(q, q));
        var weights = Math.Sqrt(moments.SquaredNorm);
        var gradients = Math.Sqrt(moments.GradientSquares);
        var kept = Math.Sqrt(keptScoreSquares);

        var score = ScoreError(q);
        var product = Additions * Unit * gradients * weights;
        var sums = (Additions + problem.Rows) * Unit;
        var ties = cuts.Cuts.GroupBy(cut => cut.Threshold).Sum(Undecided) / (1 << 22);
        return 0.5 * mu * (2 * kept * score + score * score + ties)
            + mu * norm * product
            + sums * (mu * problem.FirstOrder * q.Sum(Math.Abs) + 0.5 * mu * mu * norm * norm + mu * norm * gradients * weights
                + 0.5 * mu * (moments.SquaredNorm + keptScoreSquares) + problem.Offset);
    }

    /// <summary>The norm of what rounding can have done to the computed scores, all of them.</summary>
    private double ScoreError(double[] q) =>
        (problem.Rows / 16.0 + 8) * Unit * (Math.Sqrt(moments.SquaredNorm) + Math.Sqrt(moments.GradientSquares) * Math.Sqrt(Vectors.Dot(q, q)));

    /// <summary>The longest way of a term into a sum over all weights: inside the longest chunk, then over as many as the shortest make.</summary>
    private double Additions => moments.Layers.Max(layer => layer.Pattern.Chunk) + moments.Weights / (double)moments.Layers.Min(layer => layer.Pattern.Chunk);

    /// <summary>Σ s² of the ties at one threshold that could as well be on the other side of it.</summary>
    private static double Undecided(IEnumerable<Cut> cuts)
    {
        var (ties, total) = (cuts.Sum(cut => cut.Ties), cuts.Sum(cut => cut.Total));
        var score = cuts.First().Score;
        return ties > 0 && ties < total ? Math.Min(ties, total - ties) * score * score : 0;
    }
}
