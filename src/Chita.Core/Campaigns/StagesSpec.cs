using Chita.Pruning.Schedules;

namespace Chita.Campaigns;

/// <summary><c>stages</c>: in how many steps, and along which curve, the sparsity is reached. Default: one stage.</summary>
public sealed record StagesSpec
{
    /// <summary><c>count</c>: 1 … 1,000. Default 1.</summary>
    public required int Count { get; init; }

    /// <summary><c>schedule</c>. Default <see cref="StageScheduleKind.Exponential"/>.</summary>
    public required StageScheduleKind Schedule { get; init; }

    /// <summary><c>start</c>: where the curve begins, 0 ≤ start &lt; <see cref="BudgetSpec.Sparsity"/>; 0 when not given.</summary>
    public required decimal Start { get; init; }
}
