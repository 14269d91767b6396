namespace Chita.Silo;

/// <summary>An option by its name on the command line; in the environment it is <c>Chita__KEY</c>, in appsettings.json <c>Chita: { KEY: … }</c>.</summary>
internal sealed record SiloSetting(string Option, string Key, string HelpName, string Description, bool Hidden = false)
{
    public static readonly IReadOnlyList<SiloSetting> All =
    [
        new("--clustering", nameof(SiloOptions.Clustering), "localhost|redis|adonet", "How silos find each other, and where state is kept. Default: localhost, in memory."),
        new("--redis", nameof(SiloOptions.Redis), "HOST:PORT", "Redis, for --clustering redis."),
        new("--adonet", nameof(SiloOptions.AdoNet), "CONNECTION", "Connection string of PostgreSQL, for --clustering adonet."),
        new("--data-root", nameof(SiloOptions.DataRoot), "DIR", "The folder that all silos share; relative paths of campaigns start there."),
        new("--slices", nameof(SiloOptions.Slices), "DIR|none", "The shared folder where computed gradients are kept, to be found again after a crash. Default: none."),
        new("--memory", nameof(SiloOptions.Memory), "BYTES", "Memory of the silo, its campaigns included, such as 6GiB. Default: 85 % of the machine's or the container's."),
        new("--threads", nameof(SiloOptions.Threads), "N", "Solver threads. Default: 0, one per core."),
        new("--silo-port", nameof(SiloOptions.SiloPort), "PORT", "For other silos. Default: 11111."),
        new("--gateway-port", nameof(SiloOptions.GatewayPort), "PORT", "For clients. Default: 30000."),
        new("--http-port", nameof(SiloOptions.HttpPort), "PORT", "For /healthz and /readyz. Default: 0, none."),
        new("--advertise", nameof(SiloOptions.Advertise), "IP", "Where others reach this silo. Default: loopback with --clustering localhost, else the machine's address."),
        new("--cluster-id", nameof(SiloOptions.ClusterId), "ID", "The cluster; the same for all its silos and clients. Default: chita."),
        new("--name", nameof(SiloOptions.Name), "NAME", "What logs call this silo. Default: the machine's name and the silo port."),
        new("--primary", nameof(SiloOptions.Primary), "IP:PORT", "With --clustering localhost: the silo port of the first silo. Default: this one is it."),
        new("--wait", "Wait", "SECONDS", "How long to wait at the start for Redis or PostgreSQL. Default: 60."),
        new("--log-level", nameof(SiloOptions.LogLevel), "LEVEL", "trace, debug, information, warning or error; Orleans speaks from warning on, or as of debug. Default: information."),
        new("--protocol-version", nameof(SiloOptions.ProtocolVersion), "N", "For tests.", Hidden: true),
    ];
}
