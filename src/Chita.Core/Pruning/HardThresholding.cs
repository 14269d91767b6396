using Chita.Collectives;
using Chita.Selection;

namespace Chita.Pruning;

/// <summary>
/// Iterative hard thresholding (algorithm.md §2, iht): x ← P(x − τ∇Q(x)), the step τ from the piecewise quadratic
/// τ ↦ Q(P(x − τg)). Starts at magnitude pruning and never goes up.
/// </summary>
/// <remarks>
/// Works on the active columns, those that a selection of half as many again would keep, until they give no more; then a scan of all
/// columns either goes on from somewhere else or ends it. So nearly every gradient costs a pass over 1.5k columns instead of p.
/// </remarks>
internal sealed class HardThresholding(PruningProblem problem, ICollectives blocks, Moments moments)
{
    /// <summary>A step that lowers the model's sum of squares, Q + ½α²n, by no more than this part of it is none.</summary>
    public const double RelativeChange = 1e-7;

    private const int MaxDoublings = 5;

    /// <summary>Iterates until nothing changes; the support and the iterate are left in the blocks.</summary>
    public async Task<(int Iterations, Iterate Iterate)> RunAsync(ISolveJournal? journal, CancellationToken cancellation)
    {
        var (cuts, selection) = await problem.Rule.SelectAtAsync(blocks, []);
        var isScan = await ActivateAsync(selection, step: 0);
        var here = await AcceptAsync(await MeasureAsync(cuts));
        journal?.Report(new SolveProgress(0, new Certificate(here.Objective, null, null)));

        var iterations = 0;
        while (iterations < problem.MaxIterations)
        {
            cancellation.ThrowIfCancellationRequested();
            var there = await StepAsync(here);
            if (there is not null)
            {
                if (isScan)
                    isScan = await ActivateAsync(here.Selection!, there.Step);
                here = await AcceptAsync(there);
                iterations++;
                journal?.Report(new SolveProgress(iterations, new Certificate(here.Objective, null, null)));
            }
            else if (isScan)
            {
                break;
            }
            else
            {
                await blocks.ActivateAsync(LineCuts.Everything);
                isScan = true;
            }
        }

        return (iterations, here);
    }

    /// <summary>The best step found among the active columns; null when none lowers Q noticeably.</summary>
    public async Task<Iterate?> StepAsync(Iterate here)
    {
        var gradient = await blocks.GradientAsync(here.Residual, problem.Mu);
        var best = await BestStepAsync(gradient, here.Objective);
        return here.Objective - best?.Objective > RelativeChange * (here.Objective + problem.Offset) ? best : null;
    }

    /// <summary>The best step that lowers Q, or null.</summary>
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
        var objective = Quadratic.Value(problem, moments, await blocks.PointAsync(cuts), out var residual);
        return new Iterate(cuts, objective, residual, null);
    }

    private async Task<Iterate> AcceptAsync(Iterate trial) => trial with { Selection = await blocks.SelectAsync(trial.Cuts, project: true) };

    /// <summary>Makes the largest 1.5k scores at a step active, whatever the rule. Returns whether that is everything.</summary>
    private async Task<bool> ActivateAsync(SelectionSums selection, double step)
    {
        var level = Math.Min(moments.Weights, selection.Kept + selection.Kept / 2);
        var isAll = level == moments.Weights;
        await blocks.ActivateAsync(isAll ? LineCuts.Everything : await new Unstructured(level).CutAtAsync(blocks, step));
        return isAll;
    }
}

/// <summary>A point of thresholding.</summary>
/// <param name="Cuts">Where it lies on the line from the point before it.</param>
/// <param name="Objective">Q.</param>
/// <param name="Residual">r, n elements.</param>
/// <param name="Selection">Its support; null while it is only a trial.</param>
internal sealed record Iterate(LineCuts Cuts, double Objective, double[] Residual, SelectionSums? Selection)
{
    /// <summary>τ.</summary>
    public double Step => Cuts.Steps[0];
}
