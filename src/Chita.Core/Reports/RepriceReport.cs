using System.Globalization;

namespace Chita.Reports;

/// <summary>Where a network comes from that was pruned by the scores of an earlier run.</summary>
/// <param name="Run">The digest of that run's manifest.</param>
/// <param name="Network">The digest of the pruned tensors that it wrote.</param>
/// <param name="Scores">The digest of its file of scores.</param>
/// <param name="Sparsity">What it had solved when they were scored: its last stage.</param>
/// <param name="Levels">The levels of its frontier, of which that was the last one; 0 where it ran to one sparsity.</param>
public sealed record RepriceReport(string Run, string Network, string Scores, double Sparsity, int Levels = 0)
{
    /// <summary>The same for a person.</summary>
    public string Statement => string.Create(CultureInfo.InvariantCulture,
        $"Repriced from the scores of a run at sparsity {Sparsity:0.####}{(Levels > 0 ? $", the last of {Levels} levels" : "")}, whose manifest is {Run}. No gradients were computed and nothing was solved: each kept weight has the value "
        + $"that this run proposed for it. The lower bound is of that run's quadratic model, and holds for this budget; the objective was not computed.");
}
