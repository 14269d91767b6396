using System.Net;
using System.Net.Sockets;

namespace Chita.Silo;

/// <summary>Tells a taken port before anything else starts, with its name.</summary>
internal static class PortCheck
{
    /// <exception cref="SiloStartException">A port is taken; the message names all that are.</exception>
    public static void ThrowIfTaken(SiloOptions options)
    {
        (string Option, int Port)[] ports = [("--silo-port", options.SiloPort), ("--gateway-port", options.GatewayPort), ("--http-port", options.HttpPort)];
        var taken = ports.Where(port => port.Port > 0 && IsTaken(port.Port)).Select(port => $"{port.Port} ({port.Option})").ToArray();
        if (taken.Length > 0)
            throw new SiloStartException($"another process listens on port {string.Join(" and ", taken)}; choose a free one, or stop the other");
    }

    private static bool IsTaken(int port)
    {
        // A listener on any one address keeps this one, on all of them, away.
        using var listener = new TcpListener(IPAddress.Any, port);
        try
        {
            listener.Start();
            return false;
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return true;
        }
    }
}
