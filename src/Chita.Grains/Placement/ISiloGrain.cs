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

    /// <summary>The blocks of a run that live there.</summary>
    [Alias("blocksOf"), ResponseTimeout("00:00:05")]
    Task<HeldBlocks> BlocksOf(string run);

    /// <summary>Closes the blocks of a run that live there, unless a later owner has them.</summary>
    [Alias("closeBlocks"), ResponseTimeout("00:02:00")]
    Task CloseBlocks(string run, long epoch);
}

/// <summary>Blocks of a run that live on a silo.</summary>
/// <param name="Blocks">Their numbers among all of the network, ascending.</param>
/// <param name="Bytes">What they have taken of its memory together.</param>
[GenerateSerializer, Immutable, Alias("chita.HeldBlocks")]
public sealed record HeldBlocks([property: Id(0)] WireVector<int> Blocks, [property: Id(1)] long Bytes);
