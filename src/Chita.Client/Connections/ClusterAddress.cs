using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Chita.Client.Connections;

/// <summary>Where a cluster is.</summary>
/// <param name="Gateways"><c>HOST:PORT</c>, one or more, with commas between them.</param>
/// <param name="ClusterId">What its silos call it.</param>
internal sealed record ClusterAddress(string Gateways, string ClusterId)
{
    /// <exception cref="InvalidInputException">A gateway is not HOST:PORT, or no such host is known; one line for each.</exception>
    public async Task<IReadOnlyList<IPEndPoint>> ResolveAsync()
    {
        var (ends, problems) = (new List<IPEndPoint>(), new List<string>());
        foreach (var gateway in Gateways.Split(',', StringSplitOptions.TrimEntries))
        {
            // IPv6 addresses stand in brackets, as everywhere.
            if (!Uri.TryCreate($"tcp://{gateway}", UriKind.Absolute, out var uri) || uri.Port is < 1 || uri.PathAndQuery != "/" || !gateway.EndsWith(uri.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
            {
                problems.Add($"--gateway: \"{gateway}\" is not HOST:PORT, such as 10.0.0.5:30000");
                continue;
            }

            try
            {
                var addresses = await Dns.GetHostAddressesAsync(uri.DnsSafeHost);
                ends.AddRange(addresses.OrderBy(address => address.AddressFamily != AddressFamily.InterNetwork).Take(1).Select(address => new IPEndPoint(address, uri.Port)));
            }
            catch (SocketException failure)
            {
                problems.Add($"--gateway: host {uri.Host} is not known: {failure.Message}");
            }
        }

        return problems.Count == 0 ? ends : throw new InvalidInputException(string.Join('\n', problems));
    }
}
