using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Pruning;

/// <summary>
/// The default method, <c>chita</c> (algorithm.md §4): Newton's method on the dual function of n variables. Each step proposes a
/// support, the backsolve on it is a feasible w, and D certifies how far from the best possible support that w can be.
/// </summary>
public sealed class DualNewton : IPruningMethod
{
    /// <summary>G is rebuilt from scratch every so many iterations: bounds its drift, and fixes where a resumed solve may start.</summary>
    private const int AnchorInterval = 8;

    /// <inheritdoc/>
    public string Name => "chita";

    /// <inheritdoc/>
    public async Task<SolveResult> SolveAsync(
        PruningProblem problem, ICollectives blocks, SolverThreads threads, Action<SolveProgress>? progress, CancellationToken cancellation)
    {
        var moments = await blocks.MomentsAsync();
        problem.Validate(moments.Weights);
        var ascent = new DualAscent(problem, blocks, moments);
        var backsolver = new Backsolver(problem, moments, threads);

        var here = await ascent.StartAsync([]);
        var bound = here.Bound;
        Candidate? best = null;
        Certificate certificate;
        var iteration = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var solution = await backsolver.SolveAsync(blocks, here.Selection, rebuild: iteration % AnchorInterval == 0);
            if (best is null || solution.Objective < best.Solution.Objective)
                best = new Candidate(here.Q, solution);
            certificate = Certificate.Of(problem, best.Solution.Objective, bound);
            progress?.Invoke(new SolveProgress(iteration, certificate));

            if (certificate.Gap <= problem.Tolerance || iteration >= problem.MaxIterations)
                break;
            var there = await ascent.RiseAsync(here, solution.Q);
            if (there is null)
                break;
            here = there;
            bound = Math.Max(bound, here.Bound);
            iteration++;
        }

        var last = await ascent.StartAsync(best.SelectedAt);
        if (problem.Swaps)
        {
            var again = await backsolver.SolveAsync(blocks, last.Selection, rebuild: true);
            var improved = await new BorderSwaps(problem, blocks, moments, backsolver).ImproveAsync(again, cancellation);
            Console.WriteLine($"swaps {best.Solution.Objective} {again.Objective} {improved.Objective}");
            best = best with { Solution = improved };
            certificate = Certificate.Of(problem, improved.Objective, bound);
        }
        cancellation.ThrowIfCancellationRequested();
        var committed = await blocks.CommitAsync(best.Solution.Q);
        return new SolveResult(certificate, iteration, committed.Nonzero);
    }

    /// <summary>The best w seen: the support is what the scores at one q select, the weights are the backsolve's.</summary>
    private sealed record Candidate(double[] SelectedAt, Backsolution Solution);
}
