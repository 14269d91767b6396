using Chita.Collectives;
using Chita.Collectives.Patterns;

namespace Chita.Selection;

/// <summary>So many weights of each layer (algorithm.md §6): the k_l largest |s| of layer l; ties go to the lower index.</summary>
/// <param name="Kept">k_l, one number for each layer in weight order.</param>
public sealed record PerLayer(params long[] Kept) : ISelectionRule
{
    /// <inheritdoc/>
    public void Check(IReadOnlyList<LayerSize> layers)
    {
        Checks.OneForEach(layers, Kept, nameof(Kept));
        for (var i = 0; i < Kept.Length; i++)
            Checks.Within(layers[i], Kept[i], nameof(Kept));
        Checks.Patterns(layers, pattern => pattern is NoPattern, "weights one by one");
    }

    /// <inheritdoc/>
    public RankQuery Coarse(double[] steps) => RankQuery.CoarseByLayer(Kept.Length, steps);

    /// <inheritdoc/>
    public Task<LineCuts> CutAsync(ICollectives blocks, double[] steps, Histogram coarse) =>
        RadixSelect.CutAsync(blocks, steps, coarse, [.. Kept.SelectMany(kept => steps.Select(_ => kept))]);
}
