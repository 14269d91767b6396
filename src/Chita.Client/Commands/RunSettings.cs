using Chita.Client.Connections;

namespace Chita.Client.Commands;

/// <summary>What the options common to several verbs say.</summary>
internal sealed record RunSettings
{
    /// <summary>Where relative paths of networks and data start; null: at the campaign file.</summary>
    public string? DataRoot { get; init; }

    /// <summary>Where a relative output path starts; null: at the campaign file, or the current folder with a data root.</summary>
    public string? OutputRoot { get; init; }

    /// <summary>Solver threads of a silo in this process; 0: one per core.</summary>
    public int Threads { get; init; }

    /// <summary>What a silo in this process may take, in bytes; null: what the machine gives.</summary>
    public long? Memory { get; init; }

    /// <summary>Where it keeps gradients that do not fit into that; null: nowhere.</summary>
    public string? Spill { get; init; }

    /// <summary>Show log lines and stack traces.</summary>
    public bool Verbose { get; init; }

    /// <summary>The cluster to work on; null: a silo of this machine.</summary>
    public ClusterAddress? Cluster { get; init; }

    /// <summary>Where that silo keeps campaigns; null: nowhere.</summary>
    public CampaignStore? Store { get; init; }
}
