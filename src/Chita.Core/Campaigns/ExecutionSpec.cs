namespace Chita.Campaigns;

/// <summary><c>execution</c>: how the work is cut up. Never changes what is asked for.</summary>
public sealed record ExecutionSpec
{
    /// <summary><c>blockSize</c>: weights per block, 16 … 16,777,216. Default 65,536.</summary>
    public required int BlockSize { get; init; }
}
