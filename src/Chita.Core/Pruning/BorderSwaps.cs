using Chita.Collectives;
using Chita.Selection;

namespace Chita.Pruning;

/// <summary>
/// Improves a support by swaps near its border (algorithm.md §2, §4). The weights whose |z| is next to the threshold come to the solver with
/// their columns, are weighed against each other there, and the blocks are told which to flip.
/// </summary>
/// <param name="problem">What is solved.</param>
/// <param name="kept">k: so many weights are selected, and may be exchanged as the rule allows.</param>
/// <param name="blocks">The blocks.</param>
/// <param name="moments">What they said of themselves.</param>
/// <param name="backsolver">The one whose G stands for the selection.</param>
internal sealed class BorderSwaps(PruningProblem problem, long kept, ICollectives blocks, Moments moments, FactoredBacksolver backsolver)
{
    /// <summary>Weights on either side of the threshold that are looked at.</summary>
    private const int Width = 128;

    private const int MaxRounds = 8;

    /// <summary>A fall of Q below this part of ½‖r‖² + (μ/2)‖v‖² is rounding.</summary>
    private const double LeastFall = 1e-9;

    /// <summary>Swaps until none lowers Q. The support is the blocks' selection, before and after.</summary>
    /// <param name="solution">The backsolve on it, the last one done.</param>
    /// <param name="cancellation">Ends the search between rounds.</param>
    public async Task<Backsolution> ImproveAsync(Backsolution solution, CancellationToken cancellation)
    {
        // Of a layer whose floor or cap decided, all that lies between its threshold and the common one would be near the border.
        if (!problem.Rule.HasOneThreshold([.. (await blocks.LayersAsync()).Layers.Select(layer => layer.Selected)]))
            return solution;
        for (var round = 0; round < MaxRounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var flips = await FindAsync(solution);
            if (flips.Length == 0)
                break;
            var swapped = await backsolver.SolveAsync(blocks, await blocks.FlipAsync(flips), anchor: false);
            if (swapped.Objective >= solution.Objective)
            {
                await blocks.FlipAsync(flips);
                break;
            }

            solution = swapped;
        }

        return solution;
    }

    private async Task<long[]> FindAsync(Backsolution solution)
    {
        var border = await BorderAsync(solution.Q);
        var covariances = await backsolver.CovariancesAsync(border.Columns, border.Count);
        var least = LeastFall * (solution.Objective + problem.Offset) / problem.Mu;
        var limits = new SwapLimits(problem.Rule, (await blocks.LayersAsync()).Layers, border.Positions);
        var swapped = new SwapSearch(covariances, border.Scores, [.. border.Selected.Select(selected => selected != 0)], limits).Run(least);
        return [.. border.Positions.Where((_, i) => swapped[i] != (border.Selected[i] != 0))];
    }

    private async Task<BorderColumns> BorderAsync(double[] q)
    {
        double[] twice = [0, 0];
        long[] ranks = [Math.Min(kept + Width, moments.Weights), Math.Max(kept - Width, 0)];
        var cuts = (await RadixSelect.CutAsync(blocks, twice, await blocks.ScoreAsync(q, RankQuery.Coarse(twice)), ranks)).Cuts;
        return await blocks.BorderAsync(cuts[0].Threshold, cuts[1].Threshold);
    }
}
