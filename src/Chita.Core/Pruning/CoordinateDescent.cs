using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Pruning;

/// <summary>
/// The paper's coordinate descent (algorithm.md §2, cd): iterative hard thresholding finds a support, then weight after weight of it goes
/// to its own minimiser, round and round. It converges to the backsolve on that support.
/// </summary>
/// <remarks>The order of the weights is exact, so the residual visits the blocks one after the other: blocks do not work side by side.</remarks>
public sealed class CoordinateDescent : IPruningMethod
{
    private const double RelativeChange = 1e-7;

    /// <inheritdoc/>
    public string Name => "cd";

    /// <inheritdoc/>
    public async Task<SolveResult> SolveAsync(
        PruningProblem problem, ICollectives blocks, SolverThreads threads, ISolveJournal? journal, CancellationToken cancellation)
    {
        var moments = await problem.BeginAsync(blocks);
        var (iterations, iterate) = await new HardThresholding(problem, blocks, moments).RunAsync(journal, cancellation);

        var (residual, objective) = (iterate.Residual, iterate.Objective);
        for (var sweep = 1; sweep <= problem.MaxIterations; sweep++)
        {
            cancellation.ThrowIfCancellationRequested();
            var descent = await blocks.DescendAsync(residual, problem.Mu);
            var before = objective;
            (residual, objective) = (descent.Residual, objective - descent.Decrease);
            iterations++;
            journal?.Report(new SolveProgress(iterations, new Certificate(objective, null, null)));
            if (descent.Decrease <= RelativeChange * (before + problem.Offset))
                break;
        }

        // What the sweeps carried along has drifted: the point itself says what its r and Q are.
        objective = Quadratic.Value(problem, moments, await blocks.PointAsync(LineCuts.Standing), out residual);
        cancellation.ThrowIfCancellationRequested();
        var committed = await blocks.CommitAsync([]);

        var certificate = Certificate.Of(problem, objective, await DualBound.OfResidualAsync(problem, blocks, moments, residual));
        journal?.Report(new SolveProgress(iterations, certificate));
        return new SolveResult(certificate, iterations, committed.Nonzero);
    }
}
