using System.Globalization;
using Chita.Grains.Placement;

namespace Chita.Faults.Crowd;

/// <summary>What a silo holds at a moment.</summary>
/// <param name="Resident">Physical memory of its process, bytes.</param>
/// <param name="Managed">Bytes of the managed heap.</param>
/// <param name="Native">Bytes of native memory that blocks hold.</param>
/// <param name="Reserved">Bytes that campaigns have reserved.</param>
/// <param name="Activations">Grains that are there.</param>
internal sealed record SiloMemory(long Resident, long Managed, long Native, long Reserved, int Activations)
{
    private const double MiB = 1 << 20;

    /// <summary>Looks at all silos of a cluster, in their order.</summary>
    public static async Task<SiloMemory[]> TakeAsync(FaultCluster cluster)
    {
        var grains = cluster.Connections[0].Grains;
        var management = grains.GetGrain<IManagementGrain>(0);
        var hosts = (await management.GetHosts(onlyActive: true)).Keys.ToDictionary(silo => silo.Endpoint.Port);
        return await Task.WhenAll(cluster.Silos.Select(async silo =>
        {
            var address = hosts[silo.Process.SiloPort];
            var statistics = (await management.GetRuntimeStatistics([address]))[0];
            var described = await grains.GetSilo(address).Describe();
            return new SiloMemory(ProcessMemory.Of(silo.Process.Id).Now, statistics.EnvironmentStatistics.RawMemoryUsageBytes, described.NativeBytes, described.Reserved, statistics.ActivationCount);
        }));
    }

    /// <summary>Lets go what has been idle for a while, and what nobody needs any more.</summary>
    public static async Task CollectAsync(FaultCluster cluster, TimeSpan idle)
    {
        await Task.Delay(idle);
        var management = cluster.Connections[0].Grains.GetGrain<IManagementGrain>(0);
        await management.ForceActivationCollection(idle / 2);
        for (var turn = 0; turn < 3; turn++) // what finalizers let go is free after another one
            await management.ForceGarbageCollection([.. (await management.GetHosts(onlyActive: true)).Keys]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Resident / MiB:0.0} | {Managed / MiB:0.0} | {Native / MiB:0.0} | {Reserved / MiB:0.0} | {Activations}");
}
