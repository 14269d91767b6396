using Chita.Client.Connections;

namespace Chita.Client.Commands;

/// <summary>What the options common to several verbs say.</summary>
/// <param name="DataRoot">Where relative paths of networks and data start; null: at the campaign file.</param>
/// <param name="OutputRoot">Where a relative output path starts; null: at the campaign file, or the current folder with a data root.</param>
/// <param name="Threads">Solver threads; 0: one per core.</param>
/// <param name="Verbose">Show log lines and stack traces.</param>
/// <param name="Cluster">The cluster to work on; null: a silo in this process.</param>
/// <param name="Memory">What a silo in this process may take, in bytes; null: what the machine gives.</param>
internal sealed record RunSettings(string? DataRoot, string? OutputRoot, int Threads, bool Verbose, ClusterAddress? Cluster = null,
    long? Memory = null);
