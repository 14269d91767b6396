namespace Chita.Pruning.Schedules;

/// <summary>
/// How sparsity grows from stage to stage (<c>algorithm.md §2</c>), with t = 0 … T−1, s₀ = start and s = target.
/// </summary>
public enum StageScheduleKind
{
    /// <summary>s₀ + (s − s₀)·2^(T−1)/(2^(T−1) − 1)·(1 − 2^(−t)): each step half as long as the one before.</summary>
    Exponential,

    /// <summary>s + (s₀ − s)(1 − t/(T−1))³.</summary>
    Cubic,

    /// <summary>s₀ + (s − s₀)·t/(T−1).</summary>
    Linear,

    /// <summary>s in every stage: the same sparsity with fresh gradients.</summary>
    Constant,

    /// <summary>1 − s_t = (1 − s₀)·ρ^(t+1), ρ = ((1 − s)/(1 − s₀))^(1/T): each stage keeps the same share of what is left.</summary>
    Geometric,

    /// <summary>No formula: each step as long as the held-out loss follows the quadratic model (<see cref="AdaptiveStages"/>).</summary>
    Adaptive,
}
