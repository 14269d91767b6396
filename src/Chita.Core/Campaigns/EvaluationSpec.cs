namespace Chita.Campaigns;

/// <summary><c>evaluation</c>: the data and the measure by which the pruned network is compared with the dense one.</summary>
public sealed record EvaluationSpec
{
    /// <summary><c>data</c>: absolute path of the samples.</summary>
    public required string Data { get; init; }

    /// <summary><c>targets</c>: absolute path of the labels, when they are in a file of their own (IDX); null otherwise.</summary>
    public string? Targets { get; init; }

    /// <summary><c>normalize</c>. Default: what <c>calibration</c> says.</summary>
    public NormalizeSpec? Normalize { get; init; }

    /// <summary><c>metric</c>.</summary>
    public required Metric Metric { get; init; }
}
