namespace Chita.Campaigns;

/// <summary><c>quality</c>: the gate; a campaign that misses it is rejected (exit code 2).</summary>
public sealed record QualitySpec
{
    /// <summary>
    /// <c>maxDegradation</c>: by how much the evaluation metric may get worse, ≥ 0, in the metric's own unit.
    /// </summary>
    public required double MaxDegradation { get; init; }

    /// <summary><c>onFail</c>. Default <see cref="GateFailure.Reject"/>.</summary>
    public GateFailure OnFail { get; init; }
}

/// <summary><c>quality.onFail</c>: what becomes of a campaign that misses its gate.</summary>
public enum GateFailure
{
    /// <summary>It is rejected, with the network as it is.</summary>
    Reject,

    /// <summary>The gate is looked at before sparsity rises; where it is missed, the sparsest network that passes is looked for by halving, and written.</summary>
    Bisect,
}
