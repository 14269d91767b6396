namespace Chita.Collectives;

/// <summary>
/// Whatever a method needs from the weights: a handful of sums over blocks (algorithm.md §3). A block implements it by kernels, a
/// <see cref="CollectiveTree"/> by asking its children and adding what they answer in their order; so layers and the whole model
/// look the same, and a method gives the same bits whether the children are objects or actors on other machines.
/// </summary>
/// <remarks>
/// Each block keeps, between calls: w̄ and A; a line of scores s(t) = (1 − t)·from + t·to, one for each weight; the selection S, made
/// at a point of that line; and the S that G stands for. Dual Newton's line joins z at two dual vectors, thresholding's the iterate and the
/// point one gradient step away: so both are ranked, probed and selected by the same calls. Vectors have n elements. Callers must not change
/// arrays they passed or received.
/// </remarks>
public interface ICollectives
{
    /// <summary>The layers there are: what a rule is checked against before any work.</summary>
    Task<LayerSizes> LayersAsync();

    /// <summary>What depends on w̄ and A alone. One pass over A.</summary>
    Task<Moments> MomentsAsync();

    /// <summary>from ← w̄ − Aᵀq. One pass over A (none for q = 0).</summary>
    /// <param name="q">The dual vector; empty stands for 0 and needs no A.</param>
    /// <param name="query">What to count; its step is 0.</param>
    Task<Histogram> ScoreAsync(double[] q, RankQuery query);

    /// <summary>to ← w̄ − Aᵀq, and counts the scores at several steps towards it. One pass over A.</summary>
    Task<Histogram> AimAsync(double[] q, RankQuery query);

    /// <summary>Counts |s(t)| by the digits of its key.</summary>
    Task<Histogram> RankAsync(RankQuery query);

    /// <summary>What selections along the line would sum to.</summary>
    Task<LineSums> ProbeAsync(LineCuts cuts);

    /// <summary>How many keys at one step equal the threshold; for each cut.</summary>
    Task<TieCounts> TiesAsync(LineCuts cuts);

    /// <summary>Selects at one step, and moves there: from ← s(t).</summary>
    /// <param name="cuts">One step's cuts.</param>
    /// <param name="project">Set what is not selected to zero: the next iterate of thresholding.</param>
    Task<SelectionSums> SelectAsync(LineCuts cuts, bool project);

    /// <summary>The columns of weights near the border of the selection, by the scores from.</summary>
    /// <param name="low">Weights that are not selected count from this key on.</param>
    /// <param name="high">Selected ones up to this key.</param>
    Task<BorderColumns> BorderAsync(uint low, uint high);

    /// <summary>Selects weights that were not selected and drops those that were.</summary>
    /// <param name="positions">Places in this node's weights, ascending, as <see cref="BorderAsync"/> told them.</param>
    Task<SelectionSums> FlipAsync(long[] positions);

    /// <summary>Brings G = A_S A_Sᵀ up to the selection S.</summary>
    /// <param name="rebuild">Start from nothing (an anchor) instead of from the S of the last call.</param>
    /// <returns>The change since that call, or the whole when rebuilt.</returns>
    Task<GramChange> GramAsync(bool rebuild);

    /// <summary>A_S A_Sᵀ x without forming G. One pass over the selected columns.</summary>
    Task<VectorSum> GramProductAsync(double[] x);

    /// <summary>A_S w̄_S. One pass over the selected columns.</summary>
    Task<VectorSum> KeptProductAsync();

    /// <summary>
    /// The point x that keeps s(t) where the cuts select and is zero elsewhere: A x and ‖x − w̄‖². One pass over the columns it keeps.
    /// </summary>
    /// <param name="cuts">One step's cuts.</param>
    Task<PointSums> PointAsync(LineCuts cuts);

    /// <summary>What the cuts select, and the selection S besides, is active: <see cref="GradientAsync"/> looks at nothing else.</summary>
    /// <param name="cuts">One step's cuts.</param>
    Task ActivateAsync(LineCuts cuts);

    /// <summary>
    /// g ← Aᵀr + ridge·(x − w̄) at the iterate x = from, and to ← x − g; for inactive weights, which are zero in x, to ← x. One pass over the
    /// active columns.
    /// </summary>
    Task<GradientSums> GradientAsync(double[] residual, double ridge);

    /// <summary>The smallest step at which a weight of the support could be overtaken (algorithm.md §2, iht).</summary>
    /// <param name="droppedMaximum">M: the largest |g| outside the support.</param>
    Task<Smallest> BreakpointAsync(double droppedMaximum);

    /// <summary>
    /// One sweep of coordinate descent over the selection at the iterate x = from, weight after weight through the whole network, each to
    /// its minimiser of Q (algorithm.md §2, cd). One pass over the selected columns, block after block.
    /// </summary>
    /// <param name="residual">r at x.</param>
    /// <param name="ridge">μ.</param>
    Task<DescentSums> DescendAsync(double[] residual, double ridge);

    /// <summary>
    /// from ← the backsolve on the selection of each block of 500 weights alone, as if all other weights stayed as they are; 0 where nothing
    /// is selected (algorithm.md §2, block-bso).
    /// </summary>
    /// <param name="ridge">μ.</param>
    /// <exception cref="NumericalException">Rounding left a block's matrix not positive definite.</exception>
    Task BacksolveBlocksAsync(double ridge);

    /// <summary>
    /// w ← w̄ − Aᵀq on the selection, 0 elsewhere, rounded to float32. One pass over the selected columns. An empty q writes the scores as
    /// they are: w ← from.
    /// </summary>
    Task<CommitSums> CommitAsync(double[] q);
}
