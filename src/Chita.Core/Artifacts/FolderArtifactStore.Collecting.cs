using Chita.Files;

namespace Chita.Artifacts;

/// <content>Removing what nothing points at.</content>
public sealed partial class FolderArtifactStore
{
    /// <inheritdoc/>
    public Task<CollectedArtifacts> CollectAsync(TimeSpan grace, CancellationToken cancellation = default)
    {
        var before = DateTime.MinValue;
        return Task.Run(async () =>
        {
            FolderSync.Make(_folder);
            using (await TakeAsync(cancellation))
                before = (time.GetUtcNow() - grace).UtcDateTime; // what is published from now on is younger
            var (live, removed) = (Live(), new CollectedArtifacts(0, 0));
            foreach (var file in FilesOf(PathOf(ArtifactLayout.Objects)).Where(file => ArtifactLayout.DigestOf(file.FullName) is { } digest && !live.Contains(digest) && IsOlder(file)))
            {
                using var taken = await TakeAsync(cancellation);
                file.Refresh();
                if (!file.Exists || !IsOlder(file))
                    continue;
                removed = new CollectedArtifacts(removed.Objects + 1, removed.Bytes + file.Length);
                file.Delete();
            }

            foreach (var left in FilesOf(Partial).Where(IsOlder))
            {
                using var taken = await TakeAsync(cancellation);
                using var dead = FileLock.TryTake(left.FullName); // its writer has it while it lives
                if (dead is not null)
                    left.Delete();
            }

            return removed;
        }, cancellation);

        bool IsOlder(FileInfo file) => file.LastWriteTimeUtc < before;
    }

    /// <summary>All digests that a published name points at.</summary>
    private HashSet<string> Live() => FilesOf(PathOf(ArtifactLayout.Published))
        .Where(file => ArtifactLayout.IsManifest(file.FullName))
        .SelectMany(file => Find(file.FullName) ?? []) // null: removed just now
        .Select(file => file.Digest)
        .ToHashSet(StringComparer.Ordinal);

    private static FileInfo[] FilesOf(string folder) => Directory.Exists(folder)
        ? [.. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)]
        : [];

    private Task<IDisposable> TakeAsync(CancellationToken cancellation) => FileLock.TakeAsync(LockPath, time, cancellation);
}
