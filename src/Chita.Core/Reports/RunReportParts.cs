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

    /// <summary>The mean loss on held-out samples, of each λ and α that were tried; empty where both were given.</summary>
    public IReadOnlyList<TrialReport> Trials { get; init; } = [];

    /// <summary>The steps that were tried where stages adapt, the one taken last; empty elsewhere.</summary>
    public IReadOnlyList<StepReport> Steps { get; init; } = [];

    /// <summary>The mean loss on held-out samples before this stage, where the first order was chosen by it; null elsewhere.</summary>
    public double? LossBefore { get; init; }

    /// <summary>The metric after this stage; null where it was not measured then.</summary>
    public double? Pruned { get; init; }

    /// <summary>Iterations of the method.</summary>
    public required int Iterations { get; init; }

    /// <summary>Seconds for this stage, gradients included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Objective and bound after each iteration. Doubles to their last bit: equal for any number of silos and threads.</summary>
    public IReadOnlyList<IterationReport> Trace { get; init; } = [];
}

/// <summary>A level of a frontier: what one sparsity reached. The network is measured as it is before any other stage.</summary>
public sealed record LevelReport
{
    /// <summary>The level, over all prunable weights.</summary>
    public required double Sparsity { get; init; }

    /// <summary>Weights that are not zero.</summary>
    public required long Kept { get; init; }

    /// <summary>The metric of the network at this level; null without evaluation data.</summary>
    public double? Pruned { get; init; }

    /// <summary>The metric after plain magnitude pruning of the dense network to this level.</summary>
    public double? Magnitude { get; init; }

    /// <summary>The mean loss on held-out samples; null where none are held out.</summary>
    public double? HeldOutLoss { get; init; }

    /// <summary>That loss before it was solved, as in <see cref="StageReport.LossBefore"/>.</summary>
    public double? LossBefore { get; init; }

    /// <summary>The stage whose gradients it was solved with, from 1.</summary>
    public required int Stage { get; init; }

    /// <summary>The ridge λ.</summary>
    public required double Ridge { get; init; }

    /// <summary>The factor α of the first-order term.</summary>
    public required double FirstOrder { get; init; }

    /// <summary>The quadratic model's value; null for magnitude without calibration data.</summary>
    public double? Objective { get; init; }

    /// <summary>The certified bound of <see cref="StageReport.LowerBound"/>.</summary>
    public double? LowerBound { get; init; }

    /// <summary>How far from the best choice the one found can be at most (<see cref="StageReport.Gap"/>).</summary>
    public double? Gap { get; init; }

    /// <summary>Iterations of the method.</summary>
    public required int Iterations { get; init; }

    /// <summary>The numbers that were tried, as in <see cref="StageReport.Trials"/>.</summary>
    public IReadOnlyList<TrialReport> Trials { get; init; } = [];

    /// <summary>The prunable tensors in the network's order.</summary>
    public IReadOnlyList<LayerReport> Layers { get; init; } = [];
}

/// <summary>Numbers of the quadratic model that were tried.</summary>
/// <param name="Ridge">λ.</param>
/// <param name="FirstOrder">α.</param>
/// <param name="Loss">The network's mean loss on held-out samples; null where the numbers led to no network.</param>
public sealed record TrialReport(double Ridge, double FirstOrder, double? Loss)
{
    /// <summary>That on every second batch of them, from the first on: what half as many samples would have said.</summary>
    public double? EvenLoss { get; init; }

    /// <summary>That on the others; null where there is only one batch.</summary>
    public double? OddLoss { get; init; }
}

/// <summary>A step of an adaptive stage.</summary>
/// <param name="Sparsity">Where it led.</param>
/// <param name="Before">The mean loss on held-out samples before it.</param>
/// <param name="Predicted">The change of the loss that the quadratic model expects: objective / (α n), or objective / n without α.</param>
/// <param name="FirstOrder">α.</param>
/// <param name="After">The loss after it; null where it is no number.</param>
public sealed record StepReport(double Sparsity, double Before, double Predicted, double FirstOrder, double? After);

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
