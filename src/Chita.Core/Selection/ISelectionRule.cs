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
    /// <summary>k, where weights may be exchanged one for another, as far as <see cref="MayExchange"/> says. Null where that could break the rule.</summary>
    long? Exchangeable => null;

    /// <summary>Whether a kept weight may be exchanged for a dropped one of another layer.</summary>
    /// <param name="kept">How many weights of each layer are kept.</param>
    /// <param name="leaves">The layer of the one.</param>
    /// <param name="enters">The layer of the other.</param>
    bool MayExchange(long[] kept, int leaves, int enters) => true;

    /// <summary>Whether one threshold decided in all layers: then what is near it, on either side, is all that swaps need to look at.</summary>
    /// <param name="kept">How many weights of each layer are kept.</param>
    bool HasOneThreshold(long[] kept) => true;

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
