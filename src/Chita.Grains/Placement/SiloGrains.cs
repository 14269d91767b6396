namespace Chita.Grains.Placement;

/// <summary>Finds silos' grains.</summary>
public static class SiloGrains
{
    /// <summary>The grain of a silo.</summary>
    public static ISiloGrain GetSilo(this IGrainFactory grains, SiloAddress silo)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentNullException.ThrowIfNull(silo);
        return grains.GetGrain<ISiloGrain>(SiloKey.Of("silo", silo));
    }
}
