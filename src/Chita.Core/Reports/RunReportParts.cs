namespace Chita.Reports;

/// <summary>One stage of a run: the solve to one sparsity on the way to the budget.</summary>
public sealed record StageReport
{
    /// <summary>The stage's sparsity, over all prunable weights.</summary>
    public required double Sparsity { get; init; }

    /// <summary>Weights kept by this stage.</summary>
    public required long Kept { get; init; }

    /// <summary>The ridge λ of the quadratic model.</summary>
    public required double Ridge { get; init; }

    /// <summary>The factor α of the first-order term.</summary>
    public required double FirstOrder { get; init; }

    /// <summary>The quadratic model's value at the weights found; null for magnitude without calibration data.</summary>
    public double? Objective { get; init; }

    /// <summary>The certified bound: no choice of this many weights has a smaller objective. Null for methods without a certificate.</summary>
    public double? LowerBound { get; init; }

    /// <summary>(objective − lower bound) / (objective + ½α²n): how far from the best choice the one found can be at most. Null without a bound.</summary>
    public double? Gap { get; init; }

    /// <summary>Iterations of the method.</summary>
    public required int Iterations { get; init; }

    /// <summary>Seconds for this stage, gradients included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Objective and bound after each iteration. Doubles to their last bit: equal for any number of silos and threads.</summary>
    public IReadOnlyList<IterationReport> Trace { get; init; } = [];
}

/// <summary>A solve after one more iteration.</summary>
/// <param name="Objective">The best objective so far.</param>
/// <param name="LowerBound">The highest bound so far; null for methods without one.</param>
public sealed record IterationReport(double Objective, double? LowerBound);

/// <summary>One prunable tensor after the run.</summary>
/// <param name="Name">The parameter's name in the network.</param>
/// <param name="Weights">Its number of weights.</param>
/// <param name="Kept">Those that are not zero in the written model.</param>
public sealed record LayerReport(string Name, long Weights, long Kept);

/// <summary>Where the time of a run went, in seconds.</summary>
/// <param name="Gradients">Forward and backward passes on the calibration data.</param>
/// <param name="Solve">Choosing and adjusting the weights.</param>
/// <param name="Evaluate">Measuring the metric.</param>
/// <param name="Total">From start to the finished output folder.</param>
public sealed record RunSeconds(double Gradients, double Solve, double Evaluate, double Total);

/// <summary>What the metric was measured on.</summary>
/// <param name="Samples">Samples of the evaluation data.</param>
public sealed record EvaluationReport(long Samples);
