using Chita.Collectives;

namespace Chita.Pruning;

/// <summary>
/// The lower bound of methods that look for points, not for dual vectors. Any q certifies (algorithm.md §4); at a stationary point r = μq
/// (§2), so q = r/μ is the one that a point suggests.
/// </summary>
internal static class DualBound
{
    /// <summary>
    /// The best bound at 0 and on the way to q: the further a point is from the best one, the shorter the way along which D rises. One
    /// or two passes over A; scores and selection in the blocks are gone afterwards.
    /// </summary>
    public static async Task<double> TowardsAsync(PruningProblem problem, ICollectives blocks, Moments moments, double[] q)
    {
        var ascent = new DualAscent(problem, blocks, moments);
        var start = await ascent.StartAsync([]);
        var end = await ascent.RiseAsync(start, q);
        return end is null ? start.Bound : Math.Max(start.Bound, end.Bound);
    }

    /// <summary>The same for the q that a residual suggests.</summary>
    public static Task<double> OfResidualAsync(PruningProblem problem, ICollectives blocks, Moments moments, double[] residual) =>
        TowardsAsync(problem, blocks, moments, Array.ConvertAll(residual, r => r / problem.Mu));
}
