using Chita.Collectives;
using Chita.Numerics;
using Chita.Selection;

namespace Chita.Pruning;

/// <summary>
/// The paper's block approximation (algorithm.md §2, block-bso): of each block of 500 weights those that are among the k largest of the
/// network stay, and are corrected by a backsolve on the block alone. Blocks exchange nothing, and none counts on what the others do.
/// </summary>
/// <remarks>
/// What couples the blocks is dropped, so the true Q can end above that of magnitude pruning. Then the weights of magnitude pruning are
/// the result, and the objective told is theirs.
/// </remarks>
public sealed class BlockBso : IPruningMethod
{
    /// <inheritdoc/>
    public string Name => "block-bso";

    /// <inheritdoc/>
    public async Task<SolveResult> SolveAsync(
        PruningProblem problem, ICollectives blocks, SolverThreads threads, ISolveJournal? journal, CancellationToken cancellation)
    {
        PruningProblem.Require(
            problem.FirstOrder == 0, nameof(problem.FirstOrder), problem.FirstOrder, "must be 0 for block-bso: every block would correct the whole gradient alone");
        var moments = await problem.BeginAsync(blocks);
        await problem.Rule.SelectAtAsync(blocks, [], project: true);
        var (pruned, prunedResidual) = await MeasureAsync(problem, blocks, moments);
        journal?.Report(new SolveProgress(0, new Certificate(pruned, null, null)));

        cancellation.ThrowIfCancellationRequested();
        await blocks.BacksolveBlocksAsync(problem.Mu);
        var (objective, residual) = await MeasureAsync(problem, blocks, moments);
        if (!(objective <= pruned))
        {
            (objective, residual) = (pruned, prunedResidual);
            await problem.Rule.SelectAtAsync(blocks, [], project: true);
        }

        cancellation.ThrowIfCancellationRequested();
        var committed = await blocks.CommitAsync([]);
        var certificate = Certificate.Of(problem, objective, await DualBound.OfResidualAsync(problem, blocks, moments, residual));
        journal?.Report(new SolveProgress(1, certificate));
        return new SolveResult(certificate, 1, committed.Nonzero);
    }

    /// <summary>The true Q of the point that stands in the blocks, cross terms and all.</summary>
    private static async Task<(double Objective, double[] Residual)> MeasureAsync(PruningProblem problem, ICollectives blocks, Moments moments) =>
        (Quadratic.Value(problem, moments, await blocks.PointAsync(LineCuts.Standing), out var residual), residual);
}
