namespace Chita.Grains.Placement;

/// <summary>The silos of the cluster, seen from one of them.</summary>
internal interface ISiloCatalog
{
    /// <summary>Grows whenever a silo comes or goes (and now and then for less). Costs nothing to read.</summary>
    long Version { get; }

    /// <summary>
    /// The active silos with what they say of themselves, sorted by address. Takes 5 s at most: a silo that has not answered by
    /// then, or has gone meanwhile, is left out.
    /// </summary>
    Task<IReadOnlyList<SiloDescription>> ListAsync();
}
