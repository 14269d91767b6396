namespace Chita.Campaigns;

/// <summary>What is measured on the evaluation data, before and after.</summary>
public enum Metric
{
    /// <summary><c>accuracy</c>: share of samples whose largest output is the target; higher is better.</summary>
    Accuracy,

    /// <summary><c>loss</c>: the mean of <see cref="NetworkSpec.Loss"/>; lower is better.</summary>
    Loss,

    /// <summary><c>perplexity</c>: e to the mean cross-entropy; lower is better.</summary>
    Perplexity,
}
