using Chita.Collectives;
using Chita.Numerics;

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
        PruningProblem problem, ICollectives blocks, SolverThreads threads, ISolveJournal? journal, CancellationToken cancellation)
    {
        var moments = await problem.BeginAsync(blocks);
        var (iterations, iterate) = await new HardThresholding(problem, blocks, moments).RunAsync(journal, cancellation);

        using var backsolver = Backsolver.For(problem, moments, threads);
        var solution = await backsolver.SolveAsync(blocks, iterate.Selection!, anchor: true);
        cancellation.ThrowIfCancellationRequested();
        var committed = await blocks.CommitAsync(solution.Q);

        var certificate = Certificate.Of(problem, solution.Objective, await DualBound.TowardsAsync(problem, blocks, moments, solution.Q));
        journal?.Report(new SolveProgress(iterations, certificate));
        return new SolveResult(certificate, iterations, committed.Nonzero);
    }
}
