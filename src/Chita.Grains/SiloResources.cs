namespace Chita.Grains;

/// <summary>What a silo gives to campaigns: options of its process, registered once by the host.</summary>
public sealed record SiloResources
{
    /// <summary>Solver threads; 0 means one per core. No result depends on it.</summary>
    public int Threads { get; init; }

    /// <summary>Bytes that blocks, gradients and solves may take on this silo together. Default: no limit but the machine's.</summary>
    public long Memory { get; init; } = long.MaxValue;

    /// <summary>
    /// A folder on a local disk of this silo's own, where blocks keep A when the memory of the cluster's silos is too small for it and all of them have one. Null: such campaigns are refused.
    /// </summary>
    public string? Spill { get; init; }

    /// <summary>
    /// Campaigns that this silo drives at once, 0 or more; others wait for their turn. Their blocks live on all silos. 0: it takes commands, and drives none. Default: 2.
    /// </summary>
    public int Campaigns { get; init; } = 2;

    /// <summary>
    /// The folder that all silos of a cluster share: relative paths of campaigns start there and may not leave it. Null: an embedded silo, whose
    /// campaigns say where their paths start.
    /// </summary>
    public string? DataRoot { get; init; }

    /// <summary>
    /// The folder, shared by all silos, where pruned weights are kept from stage to stage: what a campaign goes on from. Null: they are not kept, and a
    /// campaign ends with its silo.
    /// </summary>
    public string? Weights { get; init; }

    /// <summary>
    /// The folder, shared by all silos, where sealed slices of A are kept so that a block whose silo died need not compute its gradients again.
    /// Null: a store that the host has added, else they are computed again.
    /// </summary>
    public string? Slices { get; init; }
}
