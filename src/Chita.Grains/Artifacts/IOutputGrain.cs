using Chita.Artifacts;
using Chita.Grains.Wire;
using Chita.Reports;

namespace Chita.Grains.Artifacts;

/// <summary>Hands out the outputs of campaigns from the artifact store, on whatever silo is asked. Key: 0.</summary>
[Alias("chita.IOutput")]
public interface IOutputGrain : IGrainWithIntegerKey
{
    /// <summary>The most bytes of one <see cref="Read"/>.</summary>
    const int MostBytes = 256 << 10;

    /// <summary>The files that are published of a campaign; null: none are, or this cluster has no artifact store.</summary>
    /// <exception cref="ArtifactException">Their list is damaged.</exception>
    [Alias("find")]
    Task<IReadOnlyList<FileRecord>?> Find(string campaign, CancellationToken cancellation = default);

    /// <summary>A part of an object. It is not checked: whoever has all parts compares their digest.</summary>
    /// <param name="digest">The object.</param>
    /// <param name="offset">Where to begin, in bytes.</param>
    /// <param name="count">How many bytes, 0 … <see cref="MostBytes"/>.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The bytes: fewer only at the end.</returns>
    /// <exception cref="ArtifactException">There is no such object.</exception>
    [Alias("read")]
    Task<WireVector<byte>> Read(string digest, long offset, int count, CancellationToken cancellation = default);
}
