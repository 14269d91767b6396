namespace Chita.Campaigns;

/// <summary><c>quality</c>: the gate; a campaign that misses it is rejected (exit code 2).</summary>
public sealed record QualitySpec
{
    /// <summary>
    /// <c>maxDegradation</c>: by how much the evaluation metric may get worse, ≥ 0, in the metric's own unit.
    /// </summary>
    public required double MaxDegradation { get; init; }
}
