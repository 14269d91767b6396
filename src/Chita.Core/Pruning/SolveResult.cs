namespace Chita.Pruning;

/// <summary>What a method reached. The weights themselves stay in the blocks, committed.</summary>
/// <param name="Certificate">Q of the committed weights and how good it is; null when there are no gradients to measure it by.</param>
/// <param name="Iterations">Iterations done.</param>
/// <param name="Nonzero">Weights written that are not zero.</param>
public sealed record SolveResult(Certificate? Certificate, int Iterations, long Nonzero)
{
    /// <summary>Q of the committed weights.</summary>
    public double? Objective => Certificate?.Objective;

    /// <summary>No allowed support has a smaller Q.</summary>
    public double? LowerBound => Certificate?.LowerBound;

    /// <summary>How far from the best possible support this can be.</summary>
    public double? Gap => Certificate?.Gap;
}
