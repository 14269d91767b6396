using System.Net;
using Chita.Grains;
using Chita.Planning;
using Microsoft.Extensions.Logging;

namespace Chita.Silo;

/// <summary>What a silo is told when it starts. <see cref="Problems"/> says what is wrong with it.</summary>
public sealed record SiloOptions
{
    /// <summary>How silos find each other. Default: <see cref="ClusteringKind.Localhost"/>.</summary>
    public ClusteringKind Clustering { get; init; }

    /// <summary>Where grain state is kept. Default: memory, Redis or PostgreSQL, as <see cref="Clustering"/> says.</summary>
    public StorageKind? Storage { get; init; }

    /// <summary>The folder of grain state, which must exist, for <see cref="StorageKind.File"/>. Default: <c>.chita/state</c> in the data root, made when missing.</summary>
    public string? State { get; init; }

    /// <summary>A connection string of Azure Blob storage. Needed with <see cref="StorageKind.Azure"/> and <see cref="ArtifactsKind.Azure"/>.</summary>
    public string? Azure { get; init; }

    /// <summary>The container for grain state in Azure Blob storage: 3 to 63 lower-case letters, digits and single hyphens between them. Default: <c>grainstate</c>.</summary>
    public string AzureContainer { get; init; } = "grainstate";

    /// <summary>Where the outputs of campaigns are kept, besides their output folders, for clients to fetch. Default: <see cref="ArtifactsKind.Folder"/>.</summary>
    public ArtifactsKind Artifacts { get; init; }

    /// <summary>The folder of artifacts, which must exist, for <see cref="ArtifactsKind.Folder"/>. Default: <c>.chita/artifacts</c> in the data root, made when missing.</summary>
    public string? ArtifactsFolder { get; init; }

    /// <summary>The container for artifacts in Azure Blob storage, as <see cref="AzureContainer"/>. Default: <c>chita-artifacts</c>.</summary>
    public string ArtifactsContainer { get; init; } = "chita-artifacts";

    /// <summary><c>HOST:PORT</c> of Redis, or any configuration string of StackExchange.Redis. Needed with Redis.</summary>
    public string? Redis { get; init; }

    /// <summary>A connection string of Npgsql. Needed with PostgreSQL.</summary>
    public string? AdoNet { get; init; }

    /// <summary>With localhost clustering, the silo that holds the table of members. Default: this one.</summary>
    public IPEndPoint? Primary { get; init; }

    /// <summary>The port for other silos, 1 … 65535. Default: 11111.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>The port for clients, 1 … 65535. Default: 30000.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>The port for health requests, 0 … 65535; 0: none, the default.</summary>
    public int HttpPort { get; init; }

    /// <summary>
    /// The address at which others reach this silo. Default: loopback with localhost clustering, else the machine's. A loopback address is the
    /// only one that is listened on; with any other the silo listens on all.
    /// </summary>
    public IPAddress? Advertise { get; init; }

    /// <summary>The folder that all silos of a cluster share; must exist. See <see cref="SiloResources.DataRoot"/>.</summary>
    public string? DataRoot { get; init; }

    /// <summary>Bytes for the silo's process and for campaigns together, 320 MiB or more. Default: 85 % of what the machine, or the container's limit, gives.</summary>
    public long Memory { get; init; } = DefaultMemory;

    /// <summary>The folder on a local disk for A where memory is too small, which must exist; null, the default: none. See <see cref="SiloResources.Spill"/>.</summary>
    public string? Spill { get; init; }

    /// <summary>Solver threads, 0 … 1024; 0, the default: one per core.</summary>
    public int Threads { get; init; }

    /// <summary>The folder for slices of A, which must exist; null, the default: none. See <see cref="SiloResources.Slices"/>.</summary>
    public string? Slices { get; init; }

    /// <summary>Whether slices of A are kept in Azure Blob storage instead. Default: no.</summary>
    public bool AzureSlices { get; init; }

    /// <summary>The container for slices in Azure Blob storage, as <see cref="AzureContainer"/>; nothing else is in it. Default: <c>chita-slices</c>.</summary>
    public string SlicesContainer { get; init; } = "chita-slices";

    /// <summary>The cluster. Silos and clients of one cluster give the same. Default: <c>chita</c>.</summary>
    public string ClusterId { get; init; } = DefaultClusterId;

    /// <summary>What the silo is called in logs and in the table of members. Default: the machine's name and the silo's port.</summary>
    public string? Name { get; init; }

    /// <summary>The least level of log lines on standard error; Orleans' own lines start at warnings unless this is Debug or Trace. Default: Information.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>How long to wait at the start for each of Redis, PostgreSQL and Azure that are used, 0 … 3600 seconds. Default: 60.</summary>
    public int WaitSeconds { get; init; } = 60;

    /// <summary>The number that all silos of a cluster must have in common besides the version. For tests.</summary>
    public int ProtocolVersion { get; init; } = ChitaVersion.Protocol;

    /// <summary>The cluster when none is named.</summary>
    public const string DefaultClusterId = "chita";

    /// <summary>The least memory that a silo can do anything with, in bytes.</summary>
    public const long LeastMemory = SolveWorkspace.ProcessBytes + (64L << 20);

    /// <summary>The memory when none is given: also that of a silo inside another process.</summary>
    internal static long DefaultMemory => (long)(0.85 * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>Where grain state is kept, in the end.</summary>
    internal StorageKind EffectiveStorage => Storage ?? Clustering switch
    {
        ClusteringKind.Redis => StorageKind.Redis,
        ClusteringKind.AdoNet => StorageKind.AdoNet,
        _ => StorageKind.Memory,
    };

    /// <summary>The folder of grain state, in the end.</summary>
    internal string? StateFolder => State ?? (DataRoot is null ? null : Path.Combine(DataRoot, KeptFolder, "state"));

    /// <summary>What silos keep under the data root.</summary>
    private const string KeptFolder = ".chita";

    /// <summary>The folder of artifacts, in the end.</summary>
    internal string? EffectiveArtifactsFolder => ArtifactsFolder ?? (DataRoot is null ? null : Path.Combine(DataRoot, ".chita", "artifacts"));

    internal bool UsesRedis => Clustering == ClusteringKind.Redis || EffectiveStorage == StorageKind.Redis;

    internal bool UsesAdoNet => Clustering == ClusteringKind.AdoNet || EffectiveStorage == StorageKind.AdoNet;

    internal bool UsesAzure => EffectiveStorage == StorageKind.Azure || Artifacts == ArtifactsKind.Azure || AzureSlices;

    /// <summary>Everything that is wrong with these options, each with what would be right; empty when they can be used.</summary>
    public IReadOnlyList<string> Problems() => SiloOptionsValidator.Problems(this);

    /// <summary>What campaigns get of it.</summary>
    public SiloResources Resources() => new()
    {
        Threads = Threads, Memory = ForCampaigns(Memory), DataRoot = DataRoot, Weights = DataRoot is null ? null : Path.Combine(DataRoot, KeptFolder), Slices = Slices,
        Spill = Spill,
    };

    /// <summary>What is left for campaigns of a silo's memory; nothing, when its process alone takes more.</summary>
    internal static long ForCampaigns(long memory) => memory == long.MaxValue ? memory : Math.Max(0, memory - SolveWorkspace.ProcessBytes);
}
