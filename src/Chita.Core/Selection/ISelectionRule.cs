using Chita.Collectives;

namespace Chita.Selection;

/// <summary>
/// Which supports are allowed (algorithm.md §6). A rule cuts the ranked scores so that what lies above sums to the largest Σ s² of
/// all allowed supports: then the dual function bounds Q over all of them.
/// </summary>
public interface ISelectionRule
{
    /// <summary>The first question to the blocks at some steps of their line of scores.</summary>
    RankQuery Coarse(double[] steps);

    /// <summary>Finds the cuts at those steps.</summary>
    /// <param name="blocks">The blocks, whose line of scores stands.</param>
    /// <param name="steps">Points of the line.</param>
    /// <param name="coarse">What they answered to <see cref="Coarse"/>.</param>
    Task<LineCuts> CutAsync(ICollectives blocks, double[] steps, Histogram coarse);
}
