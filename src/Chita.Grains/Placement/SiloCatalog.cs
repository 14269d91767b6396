namespace Chita.Grains.Placement;

/// <summary>Asks this silo's view of the membership, then every active silo itself.</summary>
internal sealed class SiloCatalog(IClusterMembershipService membership, IGrainFactory grains) : ISiloCatalog
{
    public long Version => membership.CurrentSnapshot.Version.Value;

    public async Task<IReadOnlyList<SiloDescription>> ListAsync()
    {
        var active = membership.CurrentSnapshot.Members.Values.Where(silo => silo.Status == SiloStatus.Active).Select(silo => silo.SiloAddress);
        var answers = await Task.WhenAll(active.Order().Select(AskAsync));
        return [.. answers.OfType<SiloDescription>()];
    }

    private async Task<SiloDescription?> AskAsync(SiloAddress silo)
    {
        try
        {
            return await grains.GetSilo(silo).Describe();
        }
        catch (Exception failure) when (failure is SiloGoneException or OrleansException or TimeoutException)
        {
            return null;
        }
    }
}
