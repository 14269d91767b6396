using Chita.Collectives;

namespace Chita.Pruning;

/// <summary>
/// The dual function at one q, less its sum over what is selected. That sum is all that depends on the budget, so with the scores at q, in float32,
/// this bounds Q over the supports of any budget (algorithm.md §5). It speaks of the quadratic model that q was found with.
/// </summary>
/// <param name="Mu">μ.</param>
/// <param name="Offset">½α²n; Q is never below −½α²n.</param>
/// <param name="Constant">D(q) if no score counted, with rounding allowed for.</param>
/// <param name="ScoreError">The norm of what rounding can have done to all scores before they became float32.</param>
public sealed record ScoredDual(double Mu, double Offset, double Constant, double ScoreError)
{
    /// <summary>What float32, ranks that it cannot tell apart, and sums can do to the norm of scores: 2⁻²⁴ and 2⁻²³ of it, and far less.</summary>
    private const double Rounding = 1.0 / (1 << 22);

    /// <summary>No support that a rule allows has a smaller Q.</summary>
    /// <param name="keptScoreSquares">The largest Σ of squared float32 scores of a support that it allows.</param>
    public double Bound(double keptScoreSquares)
    {
        var norm = Math.Sqrt(keptScoreSquares) * (1 + Rounding) + ScoreError;
        return Math.Max(Constant - 0.5 * Mu * norm * norm, -Offset);
    }

    /// <summary>Scores the blocks at a dual vector. Two passes over A; what was committed stays.</summary>
    /// <param name="problem">What q was found for.</param>
    /// <param name="blocks">The blocks; the scores stand in them afterwards.</param>
    /// <param name="q">n elements.</param>
    public static async Task<ScoredDual> AtAsync(PruningProblem problem, ICollectives blocks, double[] q)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(blocks);
        var moments = await blocks.MomentsAsync();
        await blocks.ScoreAsync(q, problem.Rule.Coarse([0]));
        return new DualFunction(problem, moments).Scored(q);
    }
}
