namespace Chita.Grains.Placement;

/// <summary>Asks this silo's view of the membership, then every active silo itself.</summary>
internal sealed class SiloCatalog(IClusterMembershipService membership, IGrainFactory grains, TimeProvider time) : ISiloCatalog
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public long Version => membership.CurrentSnapshot.Version.Value;

    public async Task<IReadOnlyList<SiloDescription>> ListAsync()
    {
        var active = membership.CurrentSnapshot.Members.Keys.Where(IsActive);
        var answers = await Task.WhenAll(active.Order().Select(AskAsync));
        return [.. answers.OfType<SiloDescription>()];
    }

    private bool IsActive(SiloAddress silo) => membership.CurrentSnapshot.GetSiloStatus(silo) == SiloStatus.Active;

    private async Task<SiloDescription?> AskAsync(SiloAddress silo)
    {
        try
        {
            return await AskUntilKnownAsync(silo).WaitAsync(Patience, time);
        }
        catch (Exception failure) when (failure is SiloGoneException or OrleansException or TimeoutException)
        {
            return null;
        }
    }

    /// <summary>A silo that has just joined cannot be placed on before its grain types are known here, moments after its membership.</summary>
    private async Task<SiloDescription> AskUntilKnownAsync(SiloAddress silo)
    {
        for (var started = time.GetTimestamp(); ;)
        {
            try
            {
                return await grains.GetSilo(silo).Describe();
            }
            catch (SiloGoneException) when (IsActive(silo) && time.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(Pause, time);
            }
        }
    }
}
