using Chita.Silo.Artifacts;
using Chita.Silo.Clustering;
using Chita.Silo.Health;
using Chita.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chita.Silo;

/// <summary>Builds silos of a cluster.</summary>
public static class SiloHost
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Builds a silo; the caller starts and stops it. The stores that it names must be there by then, and PostgreSQL hold its tables.</summary>
    /// <param name="options">Its options, free of <see cref="SiloOptions.Problems"/>.</param>
    /// <param name="configure">Adds or replaces services.</param>
    public static IHost Build(SiloOptions options, Action<IServiceCollection>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var isStopping = false;
        AddLogging(builder.Logging, options.LogLevel, () => isStopping);
        builder.UseOrleans(silo =>
        {
            silo.AddClustering(options);
            silo.AddStorage(options);
            silo.AddArtifacts(options);
            silo.AddLiveness();
            silo.AddChita(options.Resources());
            silo.Configure<Orleans.Configuration.SiloOptions>(names => names.SiloName = VersionCheck.SiloName(options));
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, VersionCheck>();
        builder.Services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler, DeclaredDead>());
        if (options.HttpPort > 0)
            builder.Services.AddSingleton(options).AddHostedService<HealthServer>();
        configure?.Invoke(builder.Services);
        var host = builder.Build();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => isStopping = true);
        return host;
    }

    private static void AddLogging(ILoggingBuilder logging, LogLevel level, Func<bool> isStopping)
    {
        var others = level < LogLevel.Information || level > LogLevel.Warning ? level : LogLevel.Warning;
        var quiet = others == LogLevel.Warning ? LogLevel.Critical : others;
        logging.SetMinimumLevel(others)
            .AddFilter("Chita", level)
            .AddFilter("Orleans.Runtime.Silo", quiet)                       // a failed start, which the program tells in one line
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", quiet) // the same
            .AddFilter("Orleans.Runtime.Watchdog", quiet)                   // stopped before its first round, it takes the machine's uptime for a delay
            .AddFilter("Orleans.Messaging", QuietWhenStopping)              // a silo that stops refuses messages, and says so of each
            .AddFilter("Orleans.Runtime.ReminderService", QuietWhenStopping)
            .AddFilter("Polly", QuietWhenStopping)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddSimpleConsole(line => (line.SingleLine, line.UseUtcTimestamp, line.TimestampFormat) = (true, true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z' "));

        bool QuietWhenStopping(LogLevel line) => line >= (isStopping() ? quiet : others);
    }
}
