namespace Chita.Silo;

/// <summary>An option by its name on the command line; in the environment it is <c>Chita__KEY</c>, in appsettings.json <c>Chita: { KEY: … }</c>.</summary>
internal sealed record SiloSetting(string Option, string Key, string HelpName, string Description, bool Hidden = false)
{
    public static readonly IReadOnlyList<SiloSetting> All =
    [
        new("--clustering", nameof(SiloOptions.Clustering), "localhost|redis|adonet", "How silos find each other. Default: localhost."),
        new("--storage", nameof(SiloOptions.Storage), "file|memory|redis|adonet|azure", "Where grain state is kept. Default: as --clustering says; with localhost, in memory."),
        new("--state", nameof(SiloOptions.State), "DIR", "The folder for --storage file, shared by all silos. Default: .chita/state in the data root."),
        new("--redis", nameof(SiloOptions.Redis), "HOST:PORT", "Redis, for --clustering redis or --storage redis."),
        new("--adonet", nameof(SiloOptions.AdoNet), "CONNECTION", "Connection string of PostgreSQL, for --clustering adonet or --storage adonet."),
        new("--azure", nameof(SiloOptions.Azure), "CONNECTION", "Connection string of Azure Blob storage, for azure anywhere."),
        new("--azure-container", nameof(SiloOptions.AzureContainer), "NAME", "The container there. Default: grainstate."),
        new("--data-root", nameof(SiloOptions.DataRoot), "DIR", "The folder that all silos share; relative paths of campaigns start there."),
        new("--artifacts", nameof(SiloOptions.Artifacts), "DIR|azure|none", "Where outputs of campaigns are kept for chita fetch; a folder is shared by all silos. Default: .chita/artifacts in the data root."),
        new("--artifacts-container", nameof(SiloOptions.ArtifactsContainer), "NAME", "The container for --artifacts azure. Default: chita-artifacts."),
        new("--slices", nameof(SiloOptions.Slices), "DIR|azure|none", "Where computed gradients are kept, to be found again after a crash; a folder is shared by all silos. Default: none."),
        new("--slices-container", nameof(SiloOptions.SlicesContainer), "NAME", "The container for --slices azure, of their own. Default: chita-slices."),
        new("--memory", nameof(SiloOptions.Memory), "BYTES", "Memory of the silo, its campaigns included, such as 6GiB. Default: 85 % of the machine's or the container's."),
        new("--spill", nameof(SiloOptions.Spill), "DIR", "A folder on a local disk, for gradients that do not fit into the memory of the silos; all silos need one. Default: none."),
        new("--threads", nameof(SiloOptions.Threads), "N", "Solver threads. Default: 0, one per core."),
        new("--silo-port", nameof(SiloOptions.SiloPort), "PORT", "For other silos. Default: 11111."),
        new("--gateway-port", nameof(SiloOptions.GatewayPort), "PORT", "For clients. Default: 30000."),
        new("--http-port", nameof(SiloOptions.HttpPort), "PORT", "For /healthz and /readyz. Default: 0, none."),
        new("--advertise", nameof(SiloOptions.Advertise), "IP", "Where others reach this silo. Default: loopback with --clustering localhost, else the machine's address."),
        new("--cluster-id", nameof(SiloOptions.ClusterId), "ID", "The cluster; the same for all its silos and clients. Default: chita."),
        new("--name", nameof(SiloOptions.Name), "NAME", "What logs call this silo. Default: the machine's name and the silo port."),
        new("--primary", nameof(SiloOptions.Primary), "IP:PORT", "With --clustering localhost: the silo port of the first silo. Default: this one is it."),
        new("--wait", "Wait", "SECONDS", "How long to wait at the start for Redis, PostgreSQL or Azure. Default: 60."),
        new("--log-level", nameof(SiloOptions.LogLevel), "LEVEL", "trace, debug, information, warning or error; Orleans speaks from warning on, or as of debug. Default: information."),
        new("--protocol-version", nameof(SiloOptions.ProtocolVersion), "N", "For tests.", Hidden: true),
    ];
}
