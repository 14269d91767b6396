namespace Chita.Campaigns;

/// <summary><c>execution</c>: how the work is cut up, and what happens when it does not go well. Never changes what is asked for.</summary>
public sealed record ExecutionSpec
{
    /// <summary><c>blockSize</c>: weights per block, 16 … 16,777,216. Default 65,536.</summary>
    public required int BlockSize { get; init; }

    /// <summary><c>checkpoint</c>: what a campaign goes on from when it was stopped, or lost silos. Default: <see cref="CheckpointPolicy.Iteration"/>.</summary>
    public CheckpointPolicy Checkpoint { get; init; }

    /// <summary><c>deadline</c>: from when it is first begun; pauses count. A campaign that takes longer fails. Null, the default: none.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary><c>retries</c>: how often it is begun again after an error that is neither of the input nor of the numbers, 0 … 100. Default 3.</summary>
    public int Retries { get; init; } = DefaultRetries;

    /// <summary><c>ttl</c>: so long after its end the campaign is forgotten; its output stays. Null, the default: never.</summary>
    public TimeSpan? TimeToLive { get; init; }

    internal const int DefaultRetries = 3;
}

/// <summary>What a campaign goes on from. The result is the same, bit for bit.</summary>
public enum CheckpointPolicy
{
    /// <summary>An iteration of the running solve: the last anchor (algorithm.md §4), a few iterations back at most.</summary>
    Iteration,

    /// <summary>The beginning of the running stage.</summary>
    Stage,

    /// <summary>The dense network: all is done again.</summary>
    None,
}
