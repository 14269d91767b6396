using Chita.Collectives;
using Chita.Collectives.Patterns;

namespace Chita.Selection;

/// <summary>Any k weights of the whole network (algorithm.md §6): the k largest |s|; ties go to the lower index.</summary>
/// <param name="Kept">k.</param>
public sealed record Unstructured(long Kept) : ISelectionRule
{
    /// <inheritdoc/>
    public long? Exchangeable => Kept;

    /// <inheritdoc/>
    public void Check(IReadOnlyList<LayerSize> layers)
    {
        Checks.Budget(layers, Kept, nameof(Kept));
        Checks.Patterns(layers, pattern => pattern is NoPattern, "weights one by one");
    }

    /// <inheritdoc/>
    public RankQuery Coarse(double[] steps) => RankQuery.Coarse(steps);

    /// <inheritdoc/>
    public Task<LineCuts> CutAsync(ICollectives blocks, double[] steps, Histogram coarse) =>
        RadixSelect.CutAsync(blocks, steps, coarse, [.. steps.Select(_ => Kept)]);
}
