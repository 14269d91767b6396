using Chita.Blocks;
using Chita.Collectives;

namespace Chita.Selection;

/// <summary>Rules at work on blocks.</summary>
public static class Selecting
{
    /// <summary>The layout with blocks that rank as the rule needs it.</summary>
    /// <exception cref="ArgumentException">The rule does not fit a tensor's shape.</exception>
    public static WeightLayout Lay(this ISelectionRule rule, WeightLayout layout) =>
        layout with { Tensors = [.. layout.Tensors.Select(tensor => tensor with { Pattern = rule.PatternOf(tensor) })] };

    /// <summary>Scores the blocks at q and selects there.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="blocks">The blocks.</param>
    /// <param name="q">The dual vector; empty stands for 0: selection by |w̄|.</param>
    /// <param name="project">Set the scores of what is not selected to zero.</param>
    public static async Task<(LineCuts Cuts, SelectionSums Sums)> SelectAtAsync(this ISelectionRule rule, ICollectives blocks, double[] q, bool project = false)
    {
        double[] here = [0];
        var cuts = await rule.CutAsync(blocks, here, await blocks.ScoreAsync(q, rule.Coarse(here)));
        return (cuts, await blocks.SelectAsync(cuts, project));
    }

    /// <summary>Finds the cuts at one step of the blocks' line of scores.</summary>
    public static async Task<LineCuts> CutAtAsync(this ISelectionRule rule, ICollectives blocks, double step) =>
        await rule.CutAsync(blocks, [step], await blocks.RankAsync(rule.Coarse([step])));
}
