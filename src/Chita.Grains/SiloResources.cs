namespace Chita.Grains;

/// <summary>What a silo gives to campaigns: options of its process, registered once by the host.</summary>
public sealed record SiloResources
{
    /// <summary>Solver threads; 0 means one per core. No result depends on it.</summary>
    public int Threads { get; init; }

    /// <summary>Bytes that blocks, gradients and solves may take on this silo together. Default: no limit but the machine's.</summary>
    public long Memory { get; init; } = long.MaxValue;

    /// <summary>
    /// The folder that all silos of a cluster share: relative paths of campaigns start there and may not leave it, and pruned weights are kept
    /// under <c>.chita</c> in it from stage to stage. Null: an embedded silo, which shares nothing and keeps nothing.
    /// </summary>
    public string? DataRoot { get; init; }

    /// <summary>
    /// The folder, shared by all silos, where sealed slices of A are kept so that a block whose silo died need not compute its gradients again.
    /// Null: they are computed again.
    /// </summary>
    public string? Slices { get; init; }
}
