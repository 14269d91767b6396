namespace Chita.Pruning.Schedules;

/// <summary>
/// The sparsity of each stage of a multi-stage run (<c>algorithm.md §2</c>). Never falls from stage to stage, and the last
/// stage is the target to the last decimal. Computed in <see cref="decimal"/> only: every machine gets the same
/// values, and so the same number of kept weights, whatever its mathematical library.
/// </summary>
public sealed class StageSchedule
{
    private readonly decimal _ratio; // geometric: ρ

    /// <summary>Creates a schedule.</summary>
    /// <param name="kind">The formula.</param>
    /// <param name="count">Number of stages T, ≥ 1. One stage is the target, for every formula.</param>
    /// <param name="start">Sparsity s₀ from which the formula starts, 0 ≤ start ≤ target; without effect for one stage and for
    /// <see cref="StageScheduleKind.Constant"/>.</param>
    /// <param name="target">Sparsity s of the last stage, 0 ≤ target &lt; 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value outside its range.</exception>
    public StageSchedule(StageScheduleKind kind, int count, decimal start, decimal target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(target, 1m);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        if (count > 1 && kind != StageScheduleKind.Constant)
            ArgumentOutOfRangeException.ThrowIfGreaterThan(start, target);
        (Kind, Count, Start, Target) = (kind, count, start, target);
        if (kind == StageScheduleKind.Geometric && count > 1)
            _ratio = Root((1 - target) / (1 - start), count);
    }

    /// <summary>The formula.</summary>
    public StageScheduleKind Kind { get; }

    /// <summary>Number of stages T.</summary>
    public int Count { get; }

    /// <summary>Sparsity s₀ from which the formula starts.</summary>
    public decimal Start { get; }

    /// <summary>Sparsity s of the last stage.</summary>
    public decimal Target { get; }

    /// <summary>The sparsity at which stage <paramref name="stage"/> (0 … <see cref="Count"/> − 1) is solved.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such stage.</exception>
    public decimal SparsityAt(int stage)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stage);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(stage, Count);
        if (stage == Count - 1)
            return Target;

        // Decimals round too, in the 28th place: no stage may pass the target for that.
        return Math.Min(Target, Kind switch
        {
            StageScheduleKind.Exponential => Exponential(stage),
            StageScheduleKind.Cubic => Cubic(stage),
            StageScheduleKind.Linear => Start + (Target - Start) * stage / (Count - 1),
            StageScheduleKind.Constant => Target,
            StageScheduleKind.Geometric => Geometric(stage),
            _ => throw new InvalidOperationException($"No formula for {Kind}."),
        });
    }

    // 2^(T−1)/(2^(T−1) − 1) = 1/(1 − 2^(−(T−1))), which cannot overflow.
    private decimal Exponential(int stage) =>
        Start + (Target - Start) * (1 - Power(0.5m, stage)) / (1 - Power(0.5m, Count - 1));

    private decimal Cubic(int stage)
    {
        var left = (decimal)(Count - 1 - stage) / (Count - 1);
        return Target - (Target - Start) * left * left * left;
    }

    private decimal Geometric(int stage) => 1 - (1 - Start) * Power(_ratio, stage + 1);

    /// <summary>The <paramref name="degree"/>-th root of a value in (0, 1], by bisection down to the last decimal place.</summary>
    internal static decimal Root(decimal value, int degree)
    {
        var (low, high) = (0m, 1m);
        while (true)
        {
            var middle = (low + high) / 2;
            if (middle <= low || middle >= high)
                return high;
            if (Power(middle, degree) < value)
                low = middle;
            else
                high = middle;
        }
    }

    // Factor by factor, not by squaring: a product with a factor ≤ 1 never rounds upwards past what it was, so stages never fall.
    internal static decimal Power(decimal value, int exponent)
    {
        var power = 1m;
        for (var i = 0; i < exponent && power > 0; i++)
            power *= value;
        return power;
    }
}
