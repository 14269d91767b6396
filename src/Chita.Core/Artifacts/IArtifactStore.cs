using Chita.Reports;

namespace Chita.Artifacts;

/// <summary>
/// Content of any size, each kept once as an object named by its digest, and names under which sets of objects are published. All members may be
/// called at any time, from any thread, process or machine that shares the store.
/// </summary>
public interface IArtifactStore
{
    /// <summary>
    /// Keeps content: all of it, or nothing. The same content again is the same object, renewed: for the grace of <see cref="CollectAsync"/> it is safe
    /// from being collected, and should be published by then.
    /// </summary>
    /// <param name="content">The content, from where the stream stands to its end; taken in pieces, never as a whole.</param>
    /// <param name="cancellation">Ends it; nothing is kept then.</param>
    /// <returns>The object.</returns>
    /// <exception cref="IOException">The store is full, or away; nothing is kept.</exception>
    Task<ArtifactObject> PutAsync(Stream content, CancellationToken cancellation = default);

    /// <summary>Opens an object. Its end, where reading gives 0 bytes, is reached only by content that has the digest: whatever was read is to be used after that.</summary>
    /// <param name="digest">The object, as <see cref="ContentDigest"/> writes it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ArtifactException">There is no such object; or, when its end is read, its content has another digest.</exception>
    /// <exception cref="IOException">The store is away.</exception>
    Task<Stream> OpenAsync(string digest, CancellationToken cancellation = default);

    /// <summary>Reads a part of an object. It is not checked: whoever puts the parts together checks the whole.</summary>
    /// <param name="digest">The object.</param>
    /// <param name="offset">Where to begin, in bytes from its beginning.</param>
    /// <param name="buffer">Takes the part.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The bytes that were read: fewer than asked for only at the end.</returns>
    /// <exception cref="ArtifactException">There is no such object.</exception>
    /// <exception cref="IOException">The store is away.</exception>
    Task<int> ReadAsync(string digest, long offset, Memory<byte> buffer, CancellationToken cancellation = default);

    /// <summary>Publishes files under a name, in one step: until then there is what was published before, from then on all of these and nothing else.</summary>
    /// <param name="name">Parts with slashes between them, each of ASCII letters, digits and <c>-_.~%</c>.</param>
    /// <param name="files">The files; paths are relative and name no folder above.</param>
    /// <param name="cancellation">Ends it; which of the two is published is not known then.</param>
    /// <exception cref="ArtifactException">An object is not there: put it again, then publish again. Nothing has changed.</exception>
    /// <exception cref="IOException">The store is full, or away.</exception>
    Task PublishAsync(string name, IReadOnlyList<FileRecord> files, CancellationToken cancellation = default);

    /// <summary>What is published under a name; null: nothing.</summary>
    /// <exception cref="ArtifactException">The list of files is damaged.</exception>
    /// <exception cref="IOException">The store is away.</exception>
    Task<IReadOnlyList<FileRecord>?> FindAsync(string name, CancellationToken cancellation = default);

    /// <summary>Takes back what is published under a name, and under all names that begin with it and a slash. Its objects stay until they are collected.</summary>
    /// <exception cref="IOException">The store is away.</exception>
    Task RemoveAsync(string name, CancellationToken cancellation = default);

    /// <summary>
    /// Removes objects that no published name points at and that were neither put nor published within the grace, and what writers that died have left.
    /// Putting, publishing and collecting may run at once: nothing that is published is ever removed, provided that publishing takes less
    /// than the grace.
    /// </summary>
    /// <param name="grace">How long an object may lie between being put and being published; clocks of machines differ by less than this.</param>
    /// <param name="cancellation">Ends it; what is removed by then stays so.</param>
    /// <returns>What was removed.</returns>
    /// <exception cref="ArtifactException">A list of files is damaged: nothing is removed, for it is not known what it points at.</exception>
    /// <exception cref="IOException">The store is away.</exception>
    Task<CollectedArtifacts> CollectAsync(TimeSpan grace, CancellationToken cancellation = default);
}

/// <summary>Content in a store.</summary>
/// <param name="Digest">Names it, as <see cref="ContentDigest"/> writes it.</param>
/// <param name="Bytes">Its size in bytes.</param>
public sealed record ArtifactObject(string Digest, long Bytes);

/// <summary>What was removed from a store.</summary>
/// <param name="Objects">How many objects.</param>
/// <param name="Bytes">Their size in bytes.</param>
public sealed record CollectedArtifacts(int Objects, long Bytes);
