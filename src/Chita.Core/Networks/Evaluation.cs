using Chita.Campaigns;

namespace Chita.Networks;

/// <summary>What a network did on some samples.</summary>
/// <param name="Targets">Targets predicted: samples, or tokens.</param>
/// <param name="Correct">Targets predicted right (classification only).</param>
/// <param name="TotalLoss">Sum of the loss over targets.</param>
public sealed record Evaluation(long Targets, long Correct, double TotalLoss)
{
    /// <summary>Adds parts up, in their order.</summary>
    public static Evaluation Sum(IReadOnlyCollection<Evaluation> parts) =>
        new(parts.Sum(part => part.Targets), parts.Sum(part => part.Correct), parts.Sum(part => part.TotalLoss));

    /// <summary>The measure a campaign asks for: accuracy in 0…1, mean loss, or perplexity (e to the mean loss).</summary>
    public double Measure(Metric metric) => metric switch
    {
        Metric.Accuracy => (double)Correct / Targets,
        Metric.Loss => TotalLoss / Targets,
        Metric.Perplexity => Math.Exp(TotalLoss / Targets),
        _ => throw new ArgumentOutOfRangeException(nameof(metric)),
    };

    /// <summary>By how much <paramref name="pruned"/> is worse than <paramref name="dense"/>, in the metric's unit; negative when better.</summary>
    public static double Degradation(Metric metric, double dense, double pruned) => metric == Metric.Accuracy ? dense - pruned : pruned - dense;
}
