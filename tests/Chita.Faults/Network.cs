using System.Diagnostics;
using System.Globalization;

namespace Chita.Faults;

/// <summary>
/// Hosts on a switch, made of network namespaces: one for the switch, in which the tool and Redis live, and one for each silo. Nothing
/// of it is seen from outside, and all goes with the namespaces.
/// </summary>
internal sealed class Network(string prefix, int hosts)
{
    private const string Switch = "switch";
    private const string Subnet = "10.213.77";

    /// <summary>Where the tool and Redis are.</summary>
    public Place Hub => new($"{Subnet}.254", Name(0));

    /// <summary>Where silos are.</summary>
    public IReadOnlyList<Place> Hosts { get; } = [.. Enumerable.Range(1, hosts).Select(i => new Place(
        string.Create(CultureInfo.InvariantCulture, $"{Subnet}.{i}"), string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i}")))];

    public static bool MayMake => Environment.UserName == "root";

    /// <summary>Makes the hosts and the switch, run outside of them.</summary>
    public void Make()
    {
        Run("netns", "add", Name(0));
        Run("-n", Name(0), "link", "set", "lo", "up");
        Run("-n", Name(0), "link", "add", Switch, "type", "bridge");
        Run("-n", Name(0), "addr", "add", $"{Hub.Address}/24", "dev", Switch);
        Run("-n", Name(0), "link", "set", Switch, "up");
        foreach (var (host, i) in Hosts.Select((host, i) => (host, i + 1)))
        {
            Run("netns", "add", Name(i));
            Run("-n", Name(0), "link", "add", Port(i), "type", "veth", "peer", "name", "eth0", "netns", Name(i));
            Run("-n", Name(0), "link", "set", Port(i), "master", Switch, "up");
            Run("-n", Name(i), "link", "set", "lo", "up");
            Run("-n", Name(i), "addr", "add", $"{host.Address}/24", "dev", "eth0");
            Run("-n", Name(i), "link", "set", "eth0", "up");
        }
    }

    /// <summary>Removes what was made, as far as it was.</summary>
    public void Remove()
    {
        for (var i = 0; i <= Hosts.Count; i++)
            TryRun("netns", "delete", Name(i));
    }

    /// <summary>Pulls a host's plug at the switch: what is sent is lost without a word. Run in the switch's namespace.</summary>
    public void Cut(Place host) => Run("link", "set", PortOf(host), "nomaster");

    /// <summary>Plugs it in again.</summary>
    public void Mend(Place host) => Run("link", "set", PortOf(host), "master", Switch);

    /// <summary>Resets a host's connections to all others: what is on its way is lost, and both ends live.</summary>
    public static void Reset(Place host) => Run("netns", "exec", host.NetworkNamespace!, "ss", "--kill", "--tcp", "dst", $"{Subnet}.0/24");

    /// <summary>Runs a command in the switch's namespace to its end.</summary>
    public async Task<int> InsideAsync(params string[] command)
    {
        using var process = Process.Start("ip", ["netns", "exec", Name(0), .. command]);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private string Name(int host) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{host}");

    private string PortOf(Place host) => Port(Hosts.ToList().IndexOf(host) + 1);

    private static string Port(int host) => string.Create(CultureInfo.InvariantCulture, $"port{host}");

    private static void Run(params string[] arguments)
    {
        if (TryRun(arguments) is { Length: > 0 } error)
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {error}");
    }

    private static string TryRun(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd(); // ss lists what it has reset
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : $"exit code {process.ExitCode} {error}";
    }
}
