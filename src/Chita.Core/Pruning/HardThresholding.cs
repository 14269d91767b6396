using Chita.Collectives;
using Chita.Selection;

namespace Chita.Pruning;

/// <summary>
/// Iterative hard thresholding (algorithm.md §2, iht): x ← P(x − τ∇Q(x)), the step τ from the piecewise quadratic
/// τ ↦ Q(P(x − τg)). Starts at magnitude pruning and never goes up.
/// </summary>
internal sealed class HardThresholding(PruningProblem problem, ICollectives blocks)
{
    private const double RelativeChange = 1e-7;
    private const int MaxDoublings = 5;

    /// <summary>Iterates until nothing changes; the support and the iterate are left in the blocks.</summary>
    public async Task<(int Iterations, Iterate Iterate)> RunAsync(Action<SolveProgress>? progress, CancellationToken cancellation)
    {
        var (cuts, _) = await problem.Rule.SelectAtAsync(blocks, []);
        var here = await AcceptAsync(await MeasureAsync(cuts));
        progress?.Invoke(new SolveProgress(0, new Certificate(here.Objective, null, null)));

        for (var iteration = 1; iteration <= problem.MaxIterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            var gradient = await blocks.GradientAsync(here.Residual, problem.Mu);
            var there = await BestStepAsync(gradient, here.Objective);
            if (there is null)
                return (iteration - 1, here);

            var before = here.Objective;
            here = await AcceptAsync(there);
            progress?.Invoke(new SolveProgress(iteration, new Certificate(here.Objective, null, null)));
            if (before - here.Objective <= RelativeChange * Math.Abs(before))
                return (iteration, here);
        }

        return (problem.MaxIterations, here);
    }

    /// <summary>The best step found, or null when none lowers Q.</summary>
    private async Task<Iterate?> BestStepAsync(GradientSums gradient, double objective)
    {
        // Minimiser of the first piece, where the support does not change.
        var curvature = Vectors.Dot(gradient.KeptProduct, gradient.KeptProduct) + problem.Mu * gradient.KeptSquares;
        var minimiser = curvature > 0 ? gradient.KeptSquares / curvature : 0;
        if (minimiser == 0)
            return null;
        var breakpoint = (await blocks.BreakpointAsync(gradient.DroppedMaximum)).Value;
        // Just before the breakpoint float32 may already call the ranks a tie, which goes to the lower index: so the promise is checked.
        if (minimiser < breakpoint && await TryAsync(minimiser) is var within && within.Objective < objective)
            return within;

        // A support with zeros in it changes at once (breakpoint 0): the doubling then starts below the first piece's minimiser.
        var step = breakpoint > 0 && breakpoint <= minimiser ? breakpoint : minimiser / (1 << MaxDoublings);
        Iterate? best = null;
        for (var doublings = 0; doublings <= MaxDoublings && step > 0; doublings++, step *= 2)
        {
            var trial = await TryAsync(step);
            if (trial.Objective >= (best?.Objective ?? objective))
                break;
            best = trial;
        }

        return best;
    }

    private async Task<Iterate> TryAsync(double step) => await MeasureAsync(await problem.Rule.CutAtAsync(blocks, step));

    private async Task<Iterate> MeasureAsync(LineCuts cuts)
    {
        var objective = Quadratic.Value(problem, await blocks.PointAsync(cuts), out var residual);
        return new Iterate(cuts, objective, residual, null);
    }

    private async Task<Iterate> AcceptAsync(Iterate trial) => trial with { Selection = await blocks.SelectAsync(trial.Cuts, project: true) };
}

/// <summary>A point of thresholding.</summary>
/// <param name="Cuts">Where it lies on the line from the point before it.</param>
/// <param name="Objective">Q.</param>
/// <param name="Residual">r, n elements.</param>
/// <param name="Selection">Its support; null while it is only a trial.</param>
internal sealed record Iterate(LineCuts Cuts, double Objective, double[] Residual, SelectionSums? Selection);
