using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using StackExchange.Redis;

namespace Chita.Silo.Clustering;

/// <summary>Redis or PostgreSQL before a silo starts: waits until it answers, and makes what is missing in it.</summary>
internal sealed class ClusterStore(SiloOptions options, TimeProvider time, Action<string> tell)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the store can be used.</summary>
    /// <exception cref="SiloStartException">It cannot be, or not in time.</exception>
    public async Task PrepareAsync(CancellationToken cancellation = default)
    {
        if (options.Clustering == ClusteringKind.Localhost)
            return;
        var (name, prepare) = options.Clustering == ClusteringKind.Redis ? (RedisName(), (Func<CancellationToken, Task>)PingAsync) : (PostgresName(), MigrateAsync);
        var started = time.GetTimestamp();
        for (var told = false; ; told = true)
        {
            try
            {
                await prepare(cancellation);
                return;
            }
            catch (Exception failure) when (IsUnreachable(failure))
            {
                if (!told)
                    tell($"waiting for {name}, up to {options.WaitSeconds} s: {Reason(failure)}");
                if (time.GetElapsedTime(started).TotalSeconds + Pause.TotalSeconds > options.WaitSeconds)
                    throw new SiloStartException($"{name} did not answer for {options.WaitSeconds} s: {Reason(failure)}", failure);
                await Task.Delay(Pause, time, cancellation);
            }
            catch (NpgsqlException failure)
            {
                throw new SiloStartException($"{name} cannot be used: {failure.Message}", failure);
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

    private Task<bool> MigrateAsync(CancellationToken cancellation) => PostgresSchema.ApplyAsync(options.AdoNet!, cancellation);

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
        RedisException or SocketException or TimeoutException => true,
        PostgresException refused => refused.IsTransient,
        NpgsqlException { IsTransient: true } => true,
        _ => IsUnreachable(failure.InnerException),
    };

    private static string Reason(Exception failure) => failure.GetBaseException().Message.Split('\n', '\r')[0];
}
