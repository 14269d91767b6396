using Chita.Grains.Wire;

namespace Chita.Grains.Placement;

/// <summary>A silo, as a grain that lives on it. Key: <see cref="SiloGrains.GetSilo"/>.</summary>
[Alias("chita.ISilo")]
public interface ISiloGrain : IGrainWithStringKey
{
    /// <summary>What the silo is and has.</summary>
    /// <exception cref="SiloGoneException">It is not a member of the cluster.</exception>
    [Alias("describe"), ResponseTimeout("00:00:05")]
    Task<SiloDescription> Describe();

    /// <summary>The blocks of a run that live there, by their numbers among all of the network.</summary>
    [Alias("blocksOf"), ResponseTimeout("00:00:05")]
    Task<WireVector<int>> BlocksOf(string run);

    /// <summary>Closes the blocks of a run that live there, unless a later owner has them.</summary>
    [Alias("closeBlocks"), ResponseTimeout("00:02:00")]
    Task CloseBlocks(string run, long epoch);
}
