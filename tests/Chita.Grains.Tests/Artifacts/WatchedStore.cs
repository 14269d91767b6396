using Chita.Artifacts;
using Chita.Reports;

namespace Chita.Grains.Tests.Artifacts;

/// <summary>A store on one silo, with something to happen when that silo publishes or collects.</summary>
internal sealed class WatchedStore(IArtifactStore store, Func<Task> published, Func<Task> collecting) : IArtifactStore
{
    public Task<ArtifactObject> PutAsync(Stream content, CancellationToken cancellation) => store.PutAsync(content, cancellation);

    public Task<Stream> OpenAsync(string digest, CancellationToken cancellation) => store.OpenAsync(digest, cancellation);

    public Task<int> ReadAsync(string digest, long offset, Memory<byte> buffer, CancellationToken cancellation) => store.ReadAsync(digest, offset, buffer, cancellation);

    public async Task PublishAsync(string name, IReadOnlyList<FileRecord> files, CancellationToken cancellation)
    {
        await store.PublishAsync(name, files, cancellation);
        await Task.Run(published, CancellationToken.None);
    }

    public Task<IReadOnlyList<FileRecord>?> FindAsync(string name, CancellationToken cancellation) => store.FindAsync(name, cancellation);

    public Task RemoveAsync(string name, CancellationToken cancellation) => store.RemoveAsync(name, cancellation);

    public async Task<CollectedArtifacts> CollectAsync(TimeSpan grace, CancellationToken cancellation)
    {
        await Task.Run(collecting, CancellationToken.None);
        return await store.CollectAsync(grace, cancellation);
    }
}
