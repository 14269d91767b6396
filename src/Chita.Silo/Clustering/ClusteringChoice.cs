using System.Net;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Chita.Silo.Clustering;

/// <summary>Adds membership and reminders, both in the same place.</summary>
internal static class ClusteringChoice
{
    /// <summary>The service: what grain state belongs to, whatever the cluster is called.</summary>
    public const string ServiceId = "chita";

    /// <summary>What Orleans' ADO.NET providers call PostgreSQL.</summary>
    public const string Npgsql = "Npgsql";

    public static void AddClustering(this ISiloBuilder silo, SiloOptions options)
    {
        switch (options.Clustering)
        {
            case ClusteringKind.Redis:
                var redis = Redis(options);
                silo.UseRedisClustering(store => store.ConfigurationOptions = redis);
                silo.UseRedisReminderService(store => store.ConfigurationOptions = redis);
                break;
            case ClusteringKind.AdoNet:
                silo.UseAdoNetClustering(store => (store.Invariant, store.ConnectionString) = (Npgsql, options.AdoNet!));
                silo.UseAdoNetReminderService(store => (store.Invariant, store.ConnectionString) = (Npgsql, options.AdoNet!));
                break;
            default:
                silo.UseLocalhostClustering(options.SiloPort, options.GatewayPort, options.Primary, ServiceId, options.ClusterId);
                silo.UseInMemoryReminderService();
                break;
        }

        silo.Configure<ClusterOptions>(cluster => (cluster.ServiceId, cluster.ClusterId) = (ServiceId, options.ClusterId));
        AddEndpoints(silo, options);
    }

    /// <summary>Redis as it is used once the silo runs.</summary>
    public static ConfigurationOptions Redis(SiloOptions options)
    {
        var redis = ConfigurationOptions.Parse(options.Redis!);
        redis.AbortOnConnectFail = false; // it was there a moment ago; should it go, it is tried again
        return redis;
    }

    private static void AddEndpoints(ISiloBuilder silo, SiloOptions options)
    {
        var address = options.Advertise ?? (options.Clustering == ClusteringKind.Localhost ? IPAddress.Loopback : null);
        if (address is null)
            silo.ConfigureEndpoints(options.SiloPort, options.GatewayPort, listenOnAnyHostAddress: true);
        else
            silo.ConfigureEndpoints(address, options.SiloPort, options.GatewayPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(address));
    }
}
