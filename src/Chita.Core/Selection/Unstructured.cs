using Chita.Collectives;

namespace Chita.Selection;

/// <summary>Any k weights of the whole network (algorithm.md §6): the k largest |s|; ties go to the lower index.</summary>
/// <param name="kept">k.</param>
public sealed class Unstructured(long kept) : ISelectionRule
{
    /// <inheritdoc/>
    public RankQuery Coarse(double[] steps) => RankQuery.Coarse(steps);

    /// <inheritdoc/>
    public Task<LineCuts> CutAsync(ICollectives blocks, double[] steps, Histogram coarse) =>
        RadixSelect.CutAsync(blocks, steps, coarse, [.. steps.Select(_ => kept)]);
}
