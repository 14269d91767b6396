namespace Chita.Campaigns;

/// <summary>The loss whose gradients guide pruning; the mean over the samples of a batch.</summary>
public enum LossKind
{
    /// <summary><c>cross-entropy</c>: outputs are logits, targets are class numbers.</summary>
    CrossEntropy,

    /// <summary><c>mean-squared-error</c>: targets have the shape of the outputs.</summary>
    MeanSquaredError,
}
