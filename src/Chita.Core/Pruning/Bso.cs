using Chita.Collectives;
using Chita.Numerics;
using Chita.Selection;

namespace Chita.Pruning;

/// <summary>
/// The paper's one-shot method (algorithm.md §2, bso): iterative hard thresholding finds a support, a backsolve the best weights on it.
/// </summary>
public sealed class Bso : IPruningMethod
{
    /// <inheritdoc/>
    public string Name => "bso";

    /// <inheritdoc/>
    public async Task<SolveResult> SolveAsync(
        PruningProblem problem, ICollectives blocks, SolverThreads threads, Action<SolveProgress>? progress, CancellationToken cancellation)
    {
        var moments = await blocks.MomentsAsync();
        problem.Validate(moments.Weights);
        var thresholding = new HardThresholding(problem, blocks);
        var (iterations, selected) = await thresholding.RunAsync(progress, cancellation);

        var solution = await new Backsolver(problem, moments, threads).SolveAsync(blocks, selected.Sums, rebuild: true);
        cancellation.ThrowIfCancellationRequested();
        var committed = await blocks.CommitAsync(solution.Q);

        // Any q certifies; the backsolve's own is the best one at hand.
        var best = await new TopK(problem.Kept).SelectAsync(blocks, await blocks.ScoreAsync(solution.Q));
        var certificate = Certificate.Of(problem, solution.Objective, new DualFunction(problem, moments).Bound(solution.Q, best));
        progress?.Invoke(new SolveProgress(iterations, certificate));
        return new SolveResult(certificate, iterations, committed.Nonzero);
    }
}
