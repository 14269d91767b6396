using Chita.Collectives;
using Chita.Numerics;
using Chita.Selection;

namespace Chita.Pruning;

/// <summary>
/// The default method, <c>chita</c> (algorithm.md §4): Newton's method on the dual function of n variables. Each step proposes a
/// support, the backsolve on it is a feasible w, and D certifies how far from the best possible support that w can be.
/// </summary>
public sealed class DualNewton : IPruningMethod
{
    /// <summary>G is rebuilt from scratch every so many iterations: bounds its drift, and fixes where a resumed solve may start.</summary>
    private const int AnchorInterval = 8;

    /// <summary>A rise of D that needs a step shorter than this part of Newton's is none.</summary>
    private const double ShortestStep = 1.0 / 4096;

    /// <inheritdoc/>
    public string Name => "chita";

    /// <inheritdoc/>
    public async Task<SolveResult> SolveAsync(
        PruningProblem problem, ICollectives blocks, SolverThreads threads, Action<SolveProgress>? progress, CancellationToken cancellation)
    {
        var moments = await blocks.MomentsAsync();
        problem.Validate(moments.Weights);
        var search = new Search(problem, blocks, moments);
        var backsolver = new Backsolver(problem, moments, threads);

        var here = await search.EvaluateAsync([]);
        var bound = here.Bound;
        Candidate? best = null;
        Certificate certificate;
        var step = 1.0;
        var iteration = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var anchor = iteration % AnchorInterval == 0;
            var solution = await backsolver.SolveAsync(blocks, here.Selected.Sums, anchor);
            if (best is null || solution.Objective < best.Solution.Objective)
                best = new Candidate(here.Q, solution);
            certificate = Certificate.Of(problem, best.Solution.Objective, bound);
            progress?.Invoke(new SolveProgress(iteration, certificate));

            if (certificate.Gap <= problem.Tolerance || iteration >= problem.MaxIterations)
                break;
            // Steps that had to be short are tried short again, twice as long each time; an anchor knows nothing of the past.
            var rise = await search.RiseAsync(here, solution.Q, anchor ? 1 : Math.Min(1, 2 * step), cancellation);
            if (rise is null)
                break;
            (here, step) = rise.Value;
            bound = Math.Max(bound, here.Bound);
            iteration++;
        }

        await search.EvaluateAsync(best.SelectedAt);
        cancellation.ThrowIfCancellationRequested();
        var committed = await blocks.CommitAsync(best.Solution.Q);
        return new SolveResult(certificate, iteration, committed.Nonzero);
    }

    /// <summary>The best w seen: the support is what the scores at one q select, the weights are the backsolve's.</summary>
    private sealed record Candidate(double[] SelectedAt, Backsolution Solution);

    /// <summary>A q with what the blocks said of it. An empty vector stands for 0, where the scores are the weights.</summary>
    private sealed record Point(double[] Q, Selected Selected, double Dual, double Bound);

    private sealed class Search(PruningProblem problem, ICollectives blocks, Moments moments)
    {
        private readonly TopK _rule = new(problem.Kept);
        private readonly DualFunction _dual = new(problem, moments);

        /// <summary>One pass over A: z, S(q) and D(q).</summary>
        public async Task<Point> EvaluateAsync(double[] q)
        {
            var selected = await _rule.SelectAsync(blocks, await blocks.ScoreAsync(q));
            return new Point(q, selected, _dual.Value(q, selected), _dual.Bound(q, selected));
        }

        /// <summary>Steps from <paramref name="here"/> towards Newton's q, halving the step until D rises; null when it does not.</summary>
        public async Task<(Point There, double Step)?> RiseAsync(Point here, double[] newton, double step, CancellationToken cancellation)
        {
            for (; step >= ShortestStep; step /= 2)
            {
                cancellation.ThrowIfCancellationRequested();
                var there = await EvaluateAsync(Between(here.Q, newton, step));
                if (there.Dual > here.Dual)
                    return (there, step);
            }

            return null;
        }

        private static double[] Between(double[] from, double[] to, double step)
        {
            var q = new double[to.Length];
            for (var i = 0; i < q.Length; i++)
            {
                var start = from.Length == 0 ? 0 : from[i];
                q[i] = start + step * (to[i] - start);
            }

            return q;
        }
    }
}
