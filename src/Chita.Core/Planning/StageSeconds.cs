namespace Chita.Planning;

/// <summary>Seconds of a stage's solve.</summary>
/// <param name="Passes">Reading A.</param>
/// <param name="Ranking">Ranking scores.</param>
/// <param name="Gram">Changing G.</param>
/// <param name="Factor">Factoring it.</param>
/// <param name="Messages">Asking the tree, and adding its answers up.</param>
public readonly record struct SolveSeconds(double Passes, double Ranking, double Gram, double Factor, double Messages)
{
    /// <summary>All of it.</summary>
    public double Total => Passes + Ranking + Gram + Factor + Messages;

    /// <summary>Adds two.</summary>
    public static SolveSeconds operator +(SolveSeconds left, SolveSeconds right) => new(
        left.Passes + right.Passes, left.Ranking + right.Ranking, left.Gram + right.Gram, left.Factor + right.Factor, left.Messages + right.Messages);

    /// <inheritdoc cref="op_Addition"/>
    public static SolveSeconds Add(SolveSeconds left, SolveSeconds right) => left + right;
}

/// <summary>Seconds of a stage's gradients; rows are sent while others are computed.</summary>
/// <param name="Compute">Forward and backward.</param>
/// <param name="Send">Rows on their way to the blocks, and weights on their way back.</param>
public readonly record struct GradientSeconds(double Compute, double Send)
{
    /// <summary>The longer of the two.</summary>
    public double Total => Math.Max(Compute, Send);
}
