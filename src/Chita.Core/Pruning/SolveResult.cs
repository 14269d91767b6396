namespace Chita.Pruning;

/// <summary>What a method reached. The weights themselves stay in the blocks, committed.</summary>
/// <param name="Objective">Q of the committed weights; null when there are no gradients to measure it by.</param>
/// <param name="LowerBound">No choice of k weights has a smaller Q, rounding allowed for; null as above.</param>
/// <param name="Iterations">Iterations done.</param>
/// <param name="Nonzero">Weights written that are not zero.</param>
public sealed record SolveResult(double? Objective, double? LowerBound, int Iterations, long Nonzero)
{
    /// <summary>(Q − bound)/|Q|: how far from the best possible support this can be, by the quadratic model.</summary>
    public double? Gap => Objective is { } objective && LowerBound is { } bound ? RelativeGap(objective, bound) : null;

    /// <summary>(objective − bound)/|objective|, never negative; null for an objective of 0, to which nothing is relative.</summary>
    public static double? RelativeGap(double objective, double bound) => objective == 0 ? null : Math.Max(0, objective - bound) / Math.Abs(objective);
}

/// <summary>Where a running solve stands.</summary>
/// <param name="Iteration">Iterations done.</param>
/// <param name="Objective">The best Q so far.</param>
/// <param name="LowerBound">The best bound so far; null for methods that have none while running.</param>
public sealed record SolveProgress(int Iteration, double Objective, double? LowerBound);
