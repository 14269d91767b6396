using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Pruning;

/// <summary>
/// The paper's iterative hard thresholding (algorithm.md §2, iht) and nothing after it: its last iterate is the result. Rounded to float32
/// like every result; since an iterate need not be stationary, that may show in the seventh digit of Q.
/// </summary>
public sealed class Iht : IPruningMethod
{
    /// <inheritdoc/>
    public string Name => "iht";

    /// <inheritdoc/>
    public async Task<SolveResult> SolveAsync(
        PruningProblem problem, ICollectives blocks, SolverThreads threads, ISolveJournal? journal, CancellationToken cancellation)
    {
        var moments = await problem.BeginAsync(blocks);
        var (iterations, iterate) = await new HardThresholding(problem, blocks, moments).RunAsync(journal, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var committed = await blocks.CommitAsync([]);

        var certificate = Certificate.Of(problem, iterate.Objective, await DualBound.OfResidualAsync(problem, blocks, moments, iterate.Residual));
        journal?.Report(new SolveProgress(iterations, certificate));
        return new SolveResult(certificate, iterations, committed.Nonzero);
    }
}
