using Chita.Grains.Placement;

namespace Chita.Benchmarks.Cluster;

/// <summary>The silos of a cluster, as its client sees them.</summary>
internal sealed class ClientCatalog(IGrainFactory grains) : ISiloCatalog
{
    public long Version => 0;

    public async Task<IReadOnlyList<SiloDescription>> ListAsync()
    {
        var silos = await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        return await Task.WhenAll(silos.Keys.OrderBy(silo => silo.ToParsableString(), StringComparer.Ordinal).Select(silo => grains.GetSilo(silo).Describe()));
    }
}
