using Chita.Blocks;
using Chita.Collectives;
using Chita.Collectives.Patterns;

namespace Chita.Selection;

/// <summary>
/// Whole outputs (algorithm.md §6, group): all weights of a row, or of several consecutive rows (a head), are kept or none. The groups
/// with the largest Σ s² per weight are selected while they fit into k weights; the first that does not fit ends the selection, ties go to
/// the lower index. The cut's share of that last group makes the sum the linear relaxation of the knapsack, so the bound holds.
/// What floors want comes first: the best groups of their layers, bought whatever they are worth.
/// </summary>
/// <param name="Kept">k: the most weights to keep, in all layers together.</param>
/// <param name="Together">Consecutive rows in a group.</param>
/// <param name="Floors">Weights to keep of each layer at least, whole groups, in weight order; null: no layer has a floor.</param>
public sealed record WholeRows(long Kept, int Together = 1, long[]? Floors = null) : ISelectionRule
{
    /// <inheritdoc/>
    public BlockPattern PatternOf(TensorSize tensor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Together, 1);
        var rows = tensor.Shape.Length > 0 ? tensor.Shape[0] : 1;
        if (rows % Together != 0)
        {
            throw Checks.Refusal(
                nameof(Together),
                $"{tensor.Name} has {rows} rows, which groups of {Together} do not divide: {rows} = {rows / Together} × {Together} + {rows % Together}. "
                + "Leave this tensor out, or choose another size.");
        }

        return new WholeGroups(Together, checked((int)(tensor.Weights / rows)));
    }

    /// <inheritdoc/>
    public void Check(IReadOnlyList<LayerSize> layers)
    {
        Checks.Budget(layers, Kept, nameof(Kept));
        Checks.Patterns(layers, pattern => pattern is WholeGroups groups && groups.Rows == Together, Together == 1 ? "whole rows" : $"{Together} whole rows at a time");
        if (Floors is not { } floors)
            return;
        Checks.Floors(layers, floors, Kept, nameof(Floors));
        if (layers.Where((layer, i) => floors[i] % layer.Pattern.Unit != 0).FirstOrDefault() is { } other)
            throw Checks.Refusal(nameof(Floors), $"{other.Name}: a floor is whole groups of {other.Pattern.Unit} weights.");
    }

    /// <inheritdoc/>
    public RankQuery Coarse(double[] steps) => ByLayer?.Coarse(steps) ?? RankQuery.Coarse(steps);

    /// <inheritdoc/>
    public Task<LineCuts> CutAsync(ICollectives blocks, double[] steps, Histogram coarse) =>
        ByLayer?.CutAsync(blocks, steps, coarse) ?? RadixSelect.CutAsync(blocks, steps, coarse, [.. steps.Select(_ => Kept)]);

    // All weights of a group have one key: counting weights is counting groups, and a threshold parts them alike.
    private Bounded? ByLayer => Floors is { } floors ? new Bounded(Kept, floors, [.. floors.Select(_ => long.MaxValue)]) : null;
}
