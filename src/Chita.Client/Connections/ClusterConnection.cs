using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Chita.Client.Connections;

/// <summary>Grains of a cluster, through the gateways of its silos.</summary>
internal sealed class ClusterConnection : IGrainConnection
{
    /// <summary>What a call may take: it hangs so long when its gateway dies under it.</summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(8);

    /// <summary>How long the first gateway may take to answer.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private readonly IHost _host;

    private ClusterConnection(IHost host) => _host = host;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <exception cref="InvalidInputException">The address is none.</exception>
    /// <exception cref="ClusterUnreachableException">No gateway answers.</exception>
    public static async Task<ClusterConnection> ConnectAsync(
        ClusterAddress address, Action<ILoggingBuilder>? logging, CancellationToken cancellation, TimeSpan? connectTimeout = null)
    {
        var limit = connectTimeout ?? ConnectTimeout;
        var gateways = await address.ResolveAsync();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        logging?.Invoke(builder.Logging);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(limit);
        builder.UseOrleansClient(client =>
        {
            client.UseStaticClustering([.. gateways]);
            client.UseConnectionRetryFilter((_, stop) => RetryAsync(patience.Token, stop));
            client.Configure<ClusterOptions>(cluster => (cluster.ServiceId, cluster.ClusterId) = ("chita", address.ClusterId));
            client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout);
            client.Configure<GatewayOptions>(gateway => gateway.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
        });
        var host = builder.Build();
        try
        {
            await host.StartAsync(patience.Token).WaitAsync(limit + TimeSpan.FromSeconds(1), cancellation);
            return new ClusterConnection(host);
        }
        catch (Exception failure)
        {
            host.Dispose();
            cancellation.ThrowIfCancellationRequested();
            throw new ClusterUnreachableException(
                $"no silo of cluster {address.ClusterId} answers at {address.Gateways}; expected the gateway port of a running chita-silo (default 30000) with that --cluster-id", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(StopTimeout);
        await _host.StopAsync(patience.Token);
        if (_host is IAsyncDisposable host)
            await host.DisposeAsync();
    }

    private static async Task<bool> RetryAsync(CancellationToken patience, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience, stop);
        await Task.Delay(RetryPause, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !either.IsCancellationRequested;
    }
}
