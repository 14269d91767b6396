using System.Net;
using System.Net.Sockets;
using Chita.Grains;
using Chita.Silo.Clustering;
using Chita.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Chita.Silo;

/// <summary>A silo inside this process, alone in its cluster, on free ports of the loopback interface. Several do not meet.</summary>
public sealed class EmbeddedSilo : IAsyncDisposable
{
    private const int Attempts = 5;

    private readonly IHost _host;

    private EmbeddedSilo(IHost host) => _host = host;

    /// <summary>Grains of this silo.</summary>
    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Where other processes of this machine reach it; they need <see cref="ClusterId"/> too. Null without <see cref="EmbeddedSiloOptions.Folder"/>.</summary>
    public IPEndPoint? Gateway => _host.Services.GetRequiredService<IOptions<EndpointOptions>>().Value is { GatewayPort: > 0 and var port } ? new IPEndPoint(IPAddress.Loopback, port) : null;

    /// <summary>A name that nobody guesses: who does not know it is turned away.</summary>
    public string ClusterId => _host.Services.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId;

    /// <summary>Starts a silo that keeps nothing.</summary>
    /// <param name="threads">Solver threads; 0 means one per core.</param>
    public static Task<EmbeddedSilo> StartAsync(int threads = 0) => StartAsync(new EmbeddedSiloOptions { Threads = threads });

    /// <summary>Starts a silo.</summary>
    /// <exception cref="SiloStartException">Its folder cannot be used.</exception>
    public static async Task<EmbeddedSilo> StartAsync(EmbeddedSiloOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        for (var attempt = 1; ; attempt++)
        {
            var host = Build(options);
            try
            {
                await host.StartAsync();
                return new EmbeddedSilo(host);
            }
            catch (Exception failure) when (attempt < Attempts && IsPortTaken(failure))
            {
                host.Dispose(); // another process took a port in between: try other ones
            }
            catch (Exception failure) when (failure.GetBaseException() is SiloStartException known)
            {
                host.Dispose();
                throw known;
            }
        }
    }

    /// <summary>Stops the silo. What it drove goes on when a silo is started for the same folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable host)
            await host.DisposeAsync();
    }

    private static IHost Build(EmbeddedSiloOptions options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        options.Logging?.Invoke(builder.Logging);
        var ports = FreePorts(options.Folder is null ? 1 : 2);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(ports[0], ports.ElementAtOrDefault(1), serviceId: ClusteringChoice.ServiceId, clusterId: $"embedded-{Guid.NewGuid():N}");
            silo.Configure<EndpointOptions>(ends => ends.AdvertisedIPAddress = IPAddress.Loopback);
            silo.UseInMemoryReminderService();
            if (options.Folder is { } folder)
                silo.AddFileStorage(Path.Combine(folder, "state"));
            else
                silo.AddMemoryGrainStorage(GrainStorage.Name);
            silo.AddChita(new SiloResources
            {
                Threads = options.Threads, Memory = SiloOptions.ForCampaigns(options.Memory ?? SiloOptions.DefaultMemory), Campaigns = options.Campaigns, Weights = options.Folder,
                Spill = options.Spill,
            });
        });
        return builder.Build();
    }

    /// <summary>Ports that are free now, all different.</summary>
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            foreach (var listener in listeners)
                listener.Start();
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners)
                listener.Dispose();
        }
    }

    private static bool IsPortTaken(Exception failure) => failure is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
        || failure.InnerException is { } inner && IsPortTaken(inner);
}

/// <summary>What a silo inside another process is told.</summary>
public sealed record EmbeddedSiloOptions
{
    /// <summary>Solver threads; 0, the default: one per core.</summary>
    public int Threads { get; init; }

    /// <summary>Bytes that the process and its campaigns may take. Default: 85 % of what the machine, or the container's limit, gives.</summary>
    public long? Memory { get; init; }

    /// <summary>See <see cref="SiloResources.Spill"/>. Default: none.</summary>
    public string? Spill { get; init; }

    /// <summary>
    /// The folder where campaigns and their weights are kept, for one silo at a time; made when missing. With it the silo has a gateway for other
    /// processes. Null, the default: all is forgotten with the silo.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>See <see cref="SiloResources.Campaigns"/>. Default: 2.</summary>
    public int Campaigns { get; init; } = 2;

    /// <summary>Adds log providers; none are there by default.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }
}
