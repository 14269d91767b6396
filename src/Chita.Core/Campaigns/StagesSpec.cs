using Chita.Pruning.Schedules;

namespace Chita.Campaigns;

/// <summary><c>stages</c>: in how many steps, and along which curve, the sparsity is reached. Default: one stage.</summary>
public sealed record StagesSpec
{
    /// <summary><c>count</c>: stages of the schedule, 1 … 1,000; where they adapt, at most so many. Default 1.</summary>
    public required int Count { get; init; }

    /// <summary><c>hold</c>: so many more stages stay at the sparsity that was reached, 0 … 1,000: weights move on, and may be exchanged. Default 0.</summary>
    public int Hold { get; init; }

    /// <summary><c>schedule</c>. Default <see cref="StageScheduleKind.Exponential"/>.</summary>
    public required StageScheduleKind Schedule { get; init; }

    /// <summary><c>start</c>: where the curve begins, 0 ≤ start, and below the highest of <see cref="BudgetSpec.Levels"/>; 0 when not given.</summary>
    public required decimal Start { get; init; }
}
