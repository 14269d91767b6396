using Chita.Collectives;
using Chita.Selection;

namespace Chita.Pruning;

/// <summary>
/// Improves a support by swaps near its border (algorithm.md §2, §4). The weights whose |z| is next to the threshold come to the solver with
/// their columns, are weighed against each other there, and the blocks are told which to flip.
/// </summary>
internal sealed class BorderSwaps(PruningProblem problem, ICollectives blocks, Moments moments, Backsolver backsolver)
{
    /// <summary>Weights on either side of the threshold that are looked at.</summary>
    private const int Width = 128;

    private const int MaxRounds = 4;

    /// <summary>A fall of Q below this part of ½‖r‖² + (μ/2)‖v‖² is rounding.</summary>
    private const double LeastFall = 1e-9;

    /// <summary>Swaps until none lowers Q. The support is the blocks' selection, before and after.</summary>
    public async Task<Backsolution> ImproveAsync(Backsolution solution, CancellationToken cancellation)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var border = await BorderAsync(solution.Q);
            var flips = await backsolver.RunAsync(() => Search(border, solution.Objective));
            if (flips.Length == 0)
                break;
            var swapped = await backsolver.SolveAsync(blocks, await blocks.FlipAsync(flips), rebuild: false);
            if (swapped.Objective >= solution.Objective)
            {
                await blocks.FlipAsync(flips);
                break;
            }

            solution = swapped;
        }

        return solution;
    }

    private async Task<BorderColumns> BorderAsync(double[] q)
    {
        double[] twice = [0, 0];
        var coarse = await blocks.ScoreAsync(q, RankQuery.Coarse(twice));
        var wide = await RadixSelect.CutAsync(blocks, twice, coarse, [Math.Min(problem.Kept + Width, moments.Weights), Math.Max(problem.Kept - Width, 0)]);
        return await blocks.BorderAsync(wide.Cuts[0].Threshold, wide.Cuts[1].Threshold);
    }

    private long[] Search(BorderColumns border, double objective)
    {
        var kept = border.Selected.Select(selected => selected != 0).ToArray();
        new SwapSearch(Covariances(border), (double[])border.Scores.Clone(), kept)
            .Run(LeastFall * (objective + problem.Offset) / problem.Mu, border.Count);
        return [.. border.Positions.Where((_, i) => kept[i] != (border.Selected[i] != 0))];
    }

    /// <summary>P = A_BᵀKA_B.</summary>
    private double[,] Covariances(BorderColumns border)
    {
        var n = problem.Rows;
        var columns = Enumerable.Range(0, border.Count).Select(i => Array.ConvertAll(border.Columns[(i * n)..((i + 1) * n)], a => (double)a)).ToArray();
        var products = new double[border.Count, border.Count];
        for (var i = 0; i < border.Count; i++)
        {
            var solved = backsolver.Apply(columns[i]);
            for (var j = 0; j <= i; j++)
                products[i, j] = products[j, i] = Vectors.Dot(columns[j], solved);
        }

        return products;
    }
}
