using System.Net;
using System.Net.Sockets;

namespace Chita.EndToEnd.Tests.Cluster;

/// <summary>
/// Ports of the loopback interface that nobody listens on, none of them given twice, and none from the range that connections take theirs from:
/// a server that is started again must find its own free.
/// </summary>
internal static class FreePorts
{
    private const int First = 18_000;
    private const int End = 32_000;

    private static readonly HashSet<int> Given = []; // of this process; locked

    /// <summary>Different ones.</summary>
    public static int[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Take())];

    private static int Take()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            lock (Given)
            {
                if (!Given.Add(port))
                    continue;
            }

            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Another process has it.
            }
        }
    }

    public static async Task UntilOpenAsync(int port)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, patience.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50, patience.Token);
            }
        }
    }
}
