using Chita.Grains.Storage;
using Chita.Silo;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.TestingHost;

namespace Chita.Grains.Tests.Placement;

/// <summary>A cluster of silos inside this process: start it, let silos come and go, and see it from each of them.</summary>
internal sealed class TestSilos : IAsyncDisposable
{
    private const int Attempts = 3;

    private readonly InProcessTestCluster _cluster;

    private TestSilos(InProcessTestCluster cluster, SharedStorage storage) => (_cluster, Storage) = (cluster, storage);

    /// <summary>The grain storage of all silos, past and present.</summary>
    public SharedStorage Storage { get; }

    /// <summary>Grains as a client outside the silos sees them.</summary>
    public IGrainFactory Grains => _cluster.Client;

    /// <summary>Addresses of the silos that were started and neither stopped nor killed, sorted.</summary>
    public IReadOnlyList<SiloAddress> Addresses => [.. _cluster.Silos.Select(silo => silo.SiloAddress).Order()];

    /// <summary>Starts silos.</summary>
    /// <param name="count">How many.</param>
    /// <param name="resources">What each gives, by its number from 0; one thread and no limit when null. Silos added later count on.</param>
    /// <param name="configure">More to configure on each, last.</param>
    public static async Task<TestSilos> StartAsync(int count, Func<int, SiloResources>? resources = null, Action<ISiloBuilder>? configure = null)
    {
        var started = -1;
        var (storage, reminders) = (new SharedStorage(), new SharedReminders());
        var builder = new InProcessTestClusterBuilder((short)count);
        builder.ConfigureSilo((_, silo) =>
        {
            var number = Interlocked.Increment(ref started);
            silo.Services.AddGrainStorage(GrainStorage.Name, (_, _) => storage.Of(new StateSerializer()));
            silo.AddReminders();
            silo.Services.AddSingleton<IReminderTable>(reminders);
            silo.AddChita(resources?.Invoke(number) ?? new SiloResources { Threads = 1 });
            silo.Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromSeconds(1); // CI is busy: a shorter one misses living silos
                options.MaxProbeTimeout = TimeSpan.FromSeconds(1);
                options.NumMissedProbesLimit = 2;
                options.NumVotesForDeathDeclaration = 1;
            });
            configure?.Invoke(silo);
        });
        for (var attempt = 1; ; attempt++)
        {
            var cluster = builder.Build();
            try
            {
                await cluster.DeployAsync();
            }
            catch (SiloUnavailableException) when (attempt < Attempts)
            {
                await cluster.DisposeAsync(); // on a busy machine its client may ask for gateways before the first silo has told of its own
                continue;
            }

            await cluster.WaitForClusterManifestToStabilizeAsync();
            return new TestSilos(cluster, storage);
        }
    }

    /// <summary>A service of a silo.</summary>
    public T Service<T>(SiloAddress silo)
        where T : notnull => Silo(silo).ServiceProvider.GetRequiredService<T>();

    /// <summary>Grains as code on that silo sees them: it is what calls are placed from.</summary>
    public IGrainFactory GrainsOn(SiloAddress silo) => Service<IGrainFactory>(silo);

    /// <summary>Starts one more, and waits until all know that it is there and, unless told otherwise, which grains it can run.</summary>
    public async Task<SiloAddress> AddAsync(bool known = true)
    {
        var silo = await _cluster.StartAdditionalSiloAsync();
        await _cluster.WaitForLivenessToStabilizeAsync();
        if (known)
            await _cluster.WaitForClusterManifestToStabilizeAsync();
        return silo.SiloAddress;
    }

    /// <summary>Ends a silo without a word to the others, and waits until they know.</summary>
    public async Task KillAsync(SiloAddress silo)
    {
        await _cluster.KillSiloAsync(Silo(silo));
        await _cluster.WaitForLivenessToStabilizeAsync(didKill: true);
    }

    /// <summary>Ends a silo as one that is told to stop.</summary>
    public async Task StopAsync(SiloAddress silo)
    {
        await _cluster.StopSiloAsync(Silo(silo));
        await _cluster.WaitForLivenessToStabilizeAsync();
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private InProcessSiloHandle Silo(SiloAddress silo) => _cluster.Silos.Single(handle => handle.SiloAddress.Equals(silo));
}
