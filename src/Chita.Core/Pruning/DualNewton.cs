using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Pruning;

/// <summary>
/// The default method, <c>chita</c> (algorithm.md §4): Newton's method on the dual function of n variables. Each step proposes a
/// support, the backsolve on it is a feasible w, and D certifies how far from the best possible support that w can be.
/// </summary>
public sealed class DualNewton : IPruningMethod
{
    /// <inheritdoc/>
    public string Name => "chita";

    /// <inheritdoc/>
    public async Task<SolveResult> SolveAsync(
        PruningProblem problem, ICollectives blocks, SolverThreads threads, ISolveJournal? journal, CancellationToken cancellation)
    {
        journal?.Resume?.Check(problem.Rows);
        var moments = await problem.BeginAsync(blocks);
        using var backsolver = Backsolver.For(problem, moments, threads);
        var (result, _) = await new DualSolve(problem, blocks, moments, backsolver).RunAsync([], journal, cancellation);
        return result;
    }
}
