using Chita.Collectives;
using Chita.Selection;

namespace Chita.Pruning;

/// <summary>
/// Iterative hard thresholding (algorithm.md §2, iht): x ← P_k(x − τ∇Q(x)), the step τ from the piecewise quadratic
/// τ ↦ Q(P_k(x − τg)). Starts at magnitude pruning and never goes up. The active set is left to a later form.
/// </summary>
internal sealed class HardThresholding(PruningProblem problem, ICollectives blocks)
{
    private const double RelativeChange = 1e-7;
    private const int MaxDoublings = 5;

    private readonly TopK _rule = new(problem.Kept);

    /// <summary>Iterates until nothing changes; the support is left selected in the blocks.</summary>
    /// <returns>Iterations done, and the support.</returns>
    public async Task<(int Iterations, Selected Support)> RunAsync(Action<SolveProgress>? progress, CancellationToken cancellation)
    {
        var support = await _rule.SelectAsync(blocks, await blocks.ScoreAsync([]));
        var objective = Quadratic.Value(problem, await blocks.PointAsync(adopt: true), out var residual);
        progress?.Invoke(new SolveProgress(0, new Certificate(objective, null, null)));

        for (var iteration = 1; iteration <= problem.MaxIterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            var gradient = await blocks.GradientAsync(residual, problem.Mu);
            var step = await BestStepAsync(gradient, objective);
            support = await MoveAsync(step);
            if (step == 0)
                return (iteration - 1, support);

            var before = objective;
            objective = Quadratic.Value(problem, await blocks.PointAsync(adopt: true), out residual);
            progress?.Invoke(new SolveProgress(iteration, new Certificate(objective, null, null)));
            if (before - objective <= RelativeChange * Math.Abs(before))
                return (iteration, support);
        }

        return (problem.MaxIterations, support);
    }

    /// <summary>The best step found, or 0 when none lowers Q.</summary>
    private async Task<double> BestStepAsync(GradientSums gradient, double objective)
    {
        // Minimiser of the first piece, where the support does not change.
        var curvature = Vectors.Dot(gradient.KeptProduct, gradient.KeptProduct) + problem.Mu * gradient.KeptSquares;
        var minimiser = curvature > 0 ? gradient.KeptSquares / curvature : 0;
        if (minimiser == 0)
            return 0;
        var breakpoint = (await blocks.BreakpointAsync(gradient.DroppedMaximum)).Value;
        // Just before the breakpoint float32 may already call the ranks a tie, which goes to the lower index: so the promise is checked.
        if (minimiser < breakpoint && await ValueAfterAsync(minimiser) < objective)
            return minimiser;

        // A support with zeros in it changes at once (breakpoint 0): the doubling then starts below the first piece's minimiser.
        var step = breakpoint > 0 && breakpoint <= minimiser ? breakpoint : minimiser / (1 << MaxDoublings);
        var (best, lowest) = (0.0, objective);
        for (var doublings = 0; doublings <= MaxDoublings && step > 0; doublings++, step *= 2)
        {
            var value = await ValueAfterAsync(step);
            if (value >= lowest)
                break;
            (best, lowest) = (step, value);
        }

        return best;
    }

    private async Task<double> ValueAfterAsync(double step)
    {
        await MoveAsync(step);
        return Quadratic.Value(problem, await blocks.PointAsync(adopt: false), out _);
    }

    private async Task<Selected> MoveAsync(double step) => await _rule.SelectAsync(blocks, await blocks.StepAsync(step));
}
