namespace Chita.Silo;

/// <summary>How silos find each other, and where reminders are kept; grain state too, unless <see cref="StorageKind"/> says otherwise.</summary>
public enum ClusteringKind
{
    /// <summary>In memory: one machine, and nothing outlives the first silo.</summary>
    Localhost,

    /// <summary>In Redis.</summary>
    Redis,

    /// <summary>In PostgreSQL, through Orleans' ADO.NET providers.</summary>
    AdoNet,
}
