using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Azure;
using Chita.Silo.Storage;
using Npgsql;
using StackExchange.Redis;

namespace Chita.Silo.Clustering;

/// <summary>The stores that a silo uses, before it starts: waits until they answer, and makes what is missing in them.</summary>
internal sealed class ClusterStore(SiloOptions options, TimeProvider time, Action<string> tell)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Returns when all can be used.</summary>
    /// <exception cref="SiloStartException">One cannot be, or not in time.</exception>
    public async Task PrepareAsync(CancellationToken cancellation = default)
    {
        if (options.UsesRedis)
            await UntilAsync(RedisName(), PingAsync, cancellation);
        if (options.UsesAdoNet)
            await MigrateAsync(cancellation);
        if (options.EffectiveStorage == StorageKind.Azure)
            await PrepareAzureAsync(options.AzureContainer, cancellation);
        if (options.Artifacts == ArtifactsKind.Azure)
            await PrepareAzureAsync(options.ArtifactsContainer, cancellation);
        if (options.AzureSlices)
            await PrepareAzureAsync(options.SlicesContainer, cancellation);
    }

    /// <summary>Returns when PostgreSQL has its tables.</summary>
    /// <exception cref="SiloStartException">It cannot be used, or not in time.</exception>
    public Task MigrateAsync(CancellationToken cancellation = default) =>
        UntilAsync(PostgresName(), stop => PostgresSchema.ApplyAsync(options.AdoNet!, stop), cancellation);

    private Task PrepareAzureAsync(string container, CancellationToken cancellation) =>
        UntilAsync(AzureStore.Name(options, container), stop => AzureStore.PrepareAsync(options, container, stop), cancellation);

    private async Task UntilAsync(string name, Func<CancellationToken, Task> prepare, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        for (var told = false; ; told = true)
        {
            try
            {
                await prepare(cancellation);
                return;
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested && IsUnreachable(failure))
            {
                if (!told)
                    tell($"waiting for {name}, up to {options.WaitSeconds} s: {Reason(failure)}");
                if (time.GetElapsedTime(started).TotalSeconds + Pause.TotalSeconds > options.WaitSeconds)
                    throw new SiloStartException($"{name} did not answer for {options.WaitSeconds} s: {Reason(failure)}", failure);
                await Task.Delay(Pause, time, cancellation);
            }
            catch (Exception failure) when (failure is NpgsqlException or RequestFailedException)
            {
                throw new SiloStartException($"{name} cannot be used: {Reason(failure)}", failure);
            }
        }
    }

    private async Task PingAsync(CancellationToken cancellation)
    {
        var configuration = ConfigurationOptions.Parse(options.Redis!);
        configuration.AbortOnConnectFail = true;
        configuration.ConnectRetry = 1;
        configuration.ConnectTimeout = 3000;
        await using var redis = await ConnectionMultiplexer.ConnectAsync(configuration).WaitAsync(cancellation);
        await redis.GetDatabase().PingAsync();
    }

    private string RedisName() => "Redis at " + string.Join(", ", ConfigurationOptions.Parse(options.Redis!).EndPoints.Select(end => end switch
    {
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        _ => end.ToString(),
    }));

    private string PostgresName()
    {
        var target = new NpgsqlConnectionStringBuilder(options.AdoNet);
        return $"PostgreSQL at {target.Host}:{target.Port}, database {target.Database ?? target.Username},";
    }

    private static bool IsUnreachable([NotNullWhen(true)] Exception? failure) => failure switch
    {
        null => false,
        RedisException or SocketException or TimeoutException or OperationCanceledException => true, // Azure's client calls its patience a cancellation
        PostgresException refused => refused.IsTransient,
        NpgsqlException { IsTransient: true } => true,
        RequestFailedException { Status: 0 or >= 500 } => true, // 0: no answer at all
        _ => IsUnreachable(failure.InnerException),
    };

    private static string Reason(Exception failure) => failure.GetBaseException().Message.Split('\n', '\r')[0];
}
