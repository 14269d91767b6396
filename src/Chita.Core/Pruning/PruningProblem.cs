using Chita.Collectives;
using Chita.Selection;

namespace Chita.Pruning;

/// <summary>One solve: minimise Q(w) subject to w in C (algorithm.md §1, §6) over the weights and gradients that the blocks hold.</summary>
public sealed record PruningProblem
{
    /// <summary>C: which supports are allowed.</summary>
    public required ISelectionRule Rule { get; init; }

    /// <summary>n: rows of A; 0 when there are no gradients (magnitude only).</summary>
    public required int Rows { get; init; }

    /// <summary>λ &gt; 0: the ridge.</summary>
    public required double Ridge { get; init; }

    /// <summary>α ≥ 0: the weight of the first-order term.</summary>
    public double FirstOrder { get; init; }

    /// <summary>The <see cref="RelativeGap"/> at which a method may stop; 0 goes on while the bound rises.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Most iterations.</summary>
    public int MaxIterations { get; init; } = 50;

    /// <summary>μ = nλ.</summary>
    public double Mu => Rows * Ridge;

    /// <summary>½α²n, the constant that makes Q(w̄) = 0.</summary>
    public double Offset => 0.5 * FirstOrder * FirstOrder * Rows;

    /// <summary>
    /// (Q − bound)/(Q + ½α²n): how far Q can be from the best possible one, as a part of ½‖r‖² + (μ/2)‖v‖², which is never negative. Q
    /// itself passes through 0 when α &gt; 0, and nothing can be told relative to it there.
    /// </summary>
    /// <param name="objective">Q.</param>
    /// <param name="bound">A lower bound on Q.</param>
    public double RelativeGap(double objective, double bound) =>
        objective <= bound ? 0 : (objective - bound) / (objective + Offset);

    /// <summary>Checks the numbers before any work.</summary>
    /// <param name="layers">The layers there are.</param>
    /// <param name="leastRows">How many rows the method needs.</param>
    /// <exception cref="ArgumentException">One of them is out of range, or no support obeys the rule; the argument is named.</exception>
    public void Validate(IReadOnlyList<LayerSize> layers, int leastRows = 1)
    {
        Rule.Check(layers);
        ArgumentOutOfRangeException.ThrowIfLessThan(Rows, leastRows);
        Require(Ridge > 0 && double.IsFinite(Ridge), nameof(Ridge), Ridge, "must be positive and finite");
        Require(FirstOrder >= 0 && double.IsFinite(FirstOrder), nameof(FirstOrder), FirstOrder, "must be finite and not negative");
        Require(Tolerance >= 0, nameof(Tolerance), Tolerance, "must not be negative");
        ArgumentOutOfRangeException.ThrowIfNegative(MaxIterations);
    }

    /// <summary>Checks the problem against the layers there are, before any work, and then asks the blocks for what every method begins with.</summary>
    internal async Task<Moments> BeginAsync(ICollectives blocks, int leastRows = 1)
    {
        Validate((await blocks.LayersAsync()).Layers, leastRows);
        return await blocks.MomentsAsync();
    }

    internal static void Require(bool holds, string name, double value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"{name} {rule}.");
    }
}
