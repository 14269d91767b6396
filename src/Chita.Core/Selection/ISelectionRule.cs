using Chita.Blocks;
using Chita.Collectives;
using Chita.Collectives.Patterns;

namespace Chita.Selection;

/// <summary>
/// Which supports are allowed (algorithm.md §6). A rule cuts the ranked scores so that what lies above, with the cut's share of what lies at
/// the threshold, sums to the largest Σ s² of all allowed supports or more: then the dual function bounds Q over all of them.
/// </summary>
public interface ISelectionRule
{
    /// <summary>k, where any k weights are allowed: then any kept one may be exchanged for any other. Null where more than their number counts.</summary>
    long? Exchangeable => null;

    /// <summary>How the blocks of a tensor have to rank its scores; they are cut accordingly.</summary>
    /// <exception cref="ArgumentException">The rule does not fit the tensor's shape.</exception>
    BlockPattern PatternOf(TensorSize tensor) => BlockPattern.None;

    /// <summary>Checks that the layers have a support that obeys, and blocks that rank as the rule needs it.</summary>
    /// <param name="layers">All layers, in weight order.</param>
    /// <exception cref="ArgumentException">They have not; the argument of the rule is named.</exception>
    void Check(IReadOnlyList<LayerSize> layers);

    /// <summary>The first question to the blocks at some steps of their line of scores.</summary>
    RankQuery Coarse(double[] steps);

    /// <summary>Finds the cuts at those steps.</summary>
    /// <param name="blocks">The blocks, whose line of scores stands.</param>
    /// <param name="steps">Points of the line.</param>
    /// <param name="coarse">What they answered to <see cref="Coarse"/>.</param>
    Task<LineCuts> CutAsync(ICollectives blocks, double[] steps, Histogram coarse);
}
