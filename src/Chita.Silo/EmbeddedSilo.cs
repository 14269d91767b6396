using System.Net;
using System.Net.Sockets;
using Chita.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Chita.Silo;

/// <summary>A silo inside this process, alone in its cluster, on a free port of the loopback interface. Several processes do not meet.</summary>
public sealed class EmbeddedSilo : IAsyncDisposable
{
    private const int Attempts = 5;

    private readonly IHost _host;

    private EmbeddedSilo(IHost host) => _host = host;

    /// <summary>Grains of this silo.</summary>
    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts a silo.</summary>
    /// <param name="threads">Solver threads; 0 means one per core.</param>
    /// <param name="logging">Adds log providers; none are there by default.</param>
    /// <param name="memory">Bytes that the process and its campaigns may take; null: 85 % of what the machine, or the container's limit, gives.</param>
    public static async Task<EmbeddedSilo> StartAsync(int threads = 0, Action<ILoggingBuilder>? logging = null, long? memory = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var host = Build(new SiloResources { Threads = threads, Memory = SiloOptions.ForCampaigns(memory ?? SiloOptions.DefaultMemory) }, FreePort(), logging);
            try
            {
                await host.StartAsync();
                return new EmbeddedSilo(host);
            }
            catch (Exception failure) when (attempt < Attempts && IsPortTaken(failure))
            {
                host.Dispose(); // another process took the port in between: try another one
            }
        }
    }

    /// <summary>Stops the silo.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable host)
            await host.DisposeAsync();
    }

    private static IHost Build(SiloResources resources, int port, Action<ILoggingBuilder>? logging)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        logging?.Invoke(builder.Logging);
        builder.UseOrleans(silo =>
        {
            // No gateway: the only client is this process, through the host itself.
            silo.UseLocalhostClustering(port, gatewayPort: 0, serviceId: "chita", clusterId: $"embedded-{Guid.NewGuid():N}");
            silo.Configure<EndpointOptions>(options => options.AdvertisedIPAddress = IPAddress.Loopback);
            silo.AddMemoryGrainStorage(GrainStorage.Name);
            silo.UseInMemoryReminderService();
            silo.AddChita(resources);
        });
        return builder.Build();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsPortTaken(Exception failure) => failure is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
        || failure.InnerException is { } inner && IsPortTaken(inner);
}
