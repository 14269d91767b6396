namespace Chita.Pruning;

/// <summary>An objective with a proof of how good it is. It speaks of the quadratic model, not of accuracy.</summary>
/// <param name="Objective">Q.</param>
/// <param name="LowerBound">No allowed support has a smaller Q, rounding allowed for. Null for a method that has none while running.</param>
/// <param name="Gap">Their distance, <see cref="PruningProblem.RelativeGap"/>.</param>
public sealed record Certificate(double Objective, double? LowerBound, double? Gap)
{
    /// <summary>Certifies an objective of a problem. Q is never below −½α²n, so neither is the bound.</summary>
    public static Certificate Of(PruningProblem problem, double objective, double bound)
    {
        var floor = Math.Max(bound, -problem.Offset);
        return new Certificate(objective, floor, problem.RelativeGap(objective, floor));
    }
}

/// <summary>Where a running solve stands.</summary>
/// <param name="Iteration">Iterations done.</param>
/// <param name="Best">The best so far.</param>
public sealed record SolveProgress(int Iteration, Certificate Best);
