namespace Chita.Grains.Tests.Placement;

/// <summary>A grain that says where it is, and asks others.</summary>
[Alias("chita.tests.IPlaced")]
public interface IPlacedGrain : IGrainWithStringKey
{
    [Alias("where")]
    Task<SiloAddress> Where();

    /// <summary>Where another one is, asked by this one.</summary>
    [Alias("whereIs")]
    Task<SiloAddress> WhereIs(string other);

    /// <summary>Where another one is that this one starts on a silo; then where a third is, asked when the hint is over.</summary>
    [Alias("whereIsHinted")]
    Task<SiloAddress[]> WhereIsHinted(string other, SiloAddress hint, string third);

    /// <summary>Asks its silo's budget for more than it has.</summary>
    [Alias("reserve")]
    Task Reserve(long bytes);

    /// <summary>Adds one to a number that is stored, and returns it.</summary>
    [Alias("count")]
    Task<int> Count();

    /// <summary>The silos, as a grain sees them.</summary>
    [Alias("silos")]
    Task<Chita.Grains.Placement.SiloDescription[]> Silos();
}
