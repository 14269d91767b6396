using Chita.Collectives;
using Chita.Numerics;
using Chita.Selection;

namespace Chita.Pruning;

/// <summary>
/// Keeps the largest |w̄| that the rule allows, as they are (algorithm.md §2): the baseline, and the sanity floor. The only method that needs no gradients;
/// where there are some, its Q and the bound at q = 0 are told.
/// </summary>
public sealed class Magnitude : IPruningMethod
{
    /// <inheritdoc/>
    public string Name => "magnitude";

    /// <inheritdoc/>
    public async Task<SolveResult> SolveAsync(
        PruningProblem problem, ICollectives blocks, SolverThreads threads, ISolveJournal? journal, CancellationToken cancellation)
    {
        var moments = await problem.BeginAsync(blocks, leastRows: 0);
        var (cuts, selection) = await problem.Rule.SelectAtAsync(blocks, [], project: true);
        cancellation.ThrowIfCancellationRequested();
        var committed = await blocks.CommitAsync([]);
        if (moments.Product.Length == 0)
            return new SolveResult(null, 0, committed.Nonzero);

        var objective = Quadratic.Value(problem, moments, await blocks.PointAsync(cuts), out _);
        var certificate = Certificate.Of(problem, objective, new DualFunction(problem, moments).Bound([], cuts.Most(selection.KeptScoreSquares), cuts));
        journal?.Report(new SolveProgress(0, certificate));
        return new SolveResult(certificate, 0, committed.Nonzero);
    }
}
