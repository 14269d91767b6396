using Chita.Artifacts;
using Chita.Reports;

namespace Chita.Grains.Artifacts;

/// <summary>The output folders of campaigns as artifacts, each published under <c>campaigns/NAME</c>. Where there is no store, nothing is kept.</summary>
/// <param name="store">The store, if the host has added one.</param>
internal sealed class CampaignOutputs(IArtifactStore? store = null)
{
    /// <summary>The store; null: there is none.</summary>
    public IArtifactStore? Store => store;

    /// <summary>Keeps the content of all files of a folder. Nothing is to be seen of it before <see cref="PublishAsync"/>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The files, by path.</returns>
    /// <exception cref="IOException">The store is full, or away.</exception>
    public Task<IReadOnlyList<FileRecord>> KeepAsync(string folder, CancellationToken cancellation) => store is null
        ? Task.FromResult<IReadOnlyList<FileRecord>>([])
        : Task.Run<IReadOnlyList<FileRecord>>(async () =>
        {
            var files = new List<FileRecord>();
            foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                await using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
                var kept = await store.PutAsync(content, cancellation);
                files.Add(new FileRecord(Path.GetRelativePath(folder, path), kept.Bytes, kept.Digest));
            }

            return files;
        }, cancellation);

    /// <summary>Publishes a campaign's files, instead of those of an earlier campaign of its name.</summary>
    /// <exception cref="IOException">The store is full, or away.</exception>
    public Task PublishAsync(string campaign, IReadOnlyList<FileRecord> files, CancellationToken cancellation) =>
        store?.PublishAsync(NameOf(campaign), files, cancellation) ?? Task.CompletedTask;

    /// <summary>The files of a campaign; null: none are published.</summary>
    public Task<IReadOnlyList<FileRecord>?> FindAsync(string campaign, CancellationToken cancellation) =>
        store?.FindAsync(NameOf(campaign), cancellation) ?? Task.FromResult<IReadOnlyList<FileRecord>?>(null);

    /// <summary>Takes back what is published of a campaign.</summary>
    public Task RemoveAsync(string campaign) => store?.RemoveAsync(NameOf(campaign)) ?? Task.CompletedTask;

    private static string NameOf(string campaign) => $"campaigns/{campaign}";
}
