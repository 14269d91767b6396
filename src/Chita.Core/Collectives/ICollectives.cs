namespace Chita.Collectives;

/// <summary>
/// Whatever a method needs from the weights: a handful of sums over blocks (algorithm.md §3). A block implements it by kernels, a
/// <see cref="CollectiveTree"/> by asking its children and adding what they answer in their order; so layers and the whole model
/// look the same, and a method gives the same bits whether the children are objects or actors on other machines.
/// </summary>
/// <remarks>
/// Each block keeps, between calls: w̄ and A; z, the scores of the last <see cref="ScoreAsync"/> or <see cref="StepAsync"/>; the
/// selection, made from z by <see cref="SelectAsync"/>; and for thresholding the iterate x with its gradient g. Vectors have n
/// elements. Callers must not change arrays they passed or received.
/// </remarks>
public interface ICollectives
{
    /// <summary>What depends on w̄ and A alone.</summary>
    Task<Moments> MomentsAsync();

    /// <summary>z ← w̄ − Aᵀq. One pass over A (none for q = 0).</summary>
    /// <param name="q">The dual vector; empty stands for 0 and needs no A.</param>
    /// <returns>The coarse histogram of |z|.</returns>
    Task<Histogram> ScoreAsync(double[] q);

    /// <summary>The histogram of |z| one level finer, over the scores that share the digits found so far.</summary>
    Task<Histogram> RefineAsync(ScoreDigits digits);

    /// <summary>Selects the scores above the threshold, and of those that equal it the first <see cref="Cut.Ties"/> in weight order.</summary>
    Task<SelectionSums> SelectAsync(Cut cut);

    /// <summary>Brings G = A_S A_Sᵀ up to the selection S.</summary>
    /// <param name="rebuild">Start from nothing (an anchor) instead of from the S of the last call.</param>
    /// <returns>The change since that call, or the whole when rebuilt.</returns>
    Task<GramChange> GramAsync(bool rebuild);

    /// <summary>The point that keeps z on the selection and is zero elsewhere: its product A(x − w̄) and ‖x − w̄‖².</summary>
    /// <param name="adopt">Make it the iterate.</param>
    Task<PointSums> PointAsync(bool adopt);

    /// <summary>g ← Aᵀr + ridge·(x − w̄) at the iterate. One pass over A.</summary>
    Task<GradientSums> GradientAsync(double[] residual, double ridge);

    /// <summary>The smallest step at which a weight of the support could be overtaken (algorithm.md §2, iht).</summary>
    /// <param name="droppedMaximum">M: the largest |g| outside the support.</param>
    Task<Smallest> BreakpointAsync(double droppedMaximum);

    /// <summary>z ← x − step·g.</summary>
    /// <returns>The coarse histogram of |z|.</returns>
    Task<Histogram> StepAsync(double step);

    /// <summary>w ← w̄ − Aᵀq on the selection, 0 elsewhere, rounded to float32. One pass over the selected columns (none for q empty).</summary>
    Task<CommitSums> CommitAsync(double[] q);
}
