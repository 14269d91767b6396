using System.Security.Cryptography;
using Chita.Files;
using Chita.Reports;

namespace Chita.Artifacts;

/// <summary>
/// Artifacts in a folder, which several silos may share where its file system locks between them: a local one between processes, NFS as of version 4
/// between machines. Everything is written in <c>partial/</c>, flushed and renamed, so a killed writer leaves nothing but files there.
/// </summary>
/// <remarks>
/// An object's age is the time of its last write. To put and to publish set it, under the shared lock; the collector looks at it again and deletes under
/// the exclusive one. So either the collector sees that an object is young, or whoever puts or publishes sees that it is gone. It also takes that lock
/// before it reads the names, so that nobody is in the middle of publishing then: with clocks that agree, a grace of zero harms nothing published.
/// </remarks>
/// <param name="folder">The folder; made when missing.</param>
/// <param name="time">The clock.</param>
public sealed partial class FolderArtifactStore(string folder, TimeProvider time) : IArtifactStore
{
    private const int PieceBytes = 64 << 10; // larger arrays would live in the heap of large objects

    private readonly string _folder = Path.GetFullPath(folder);

    private string Partial => Path.Combine(_folder, "partial");

    private string LockPath => Path.Combine(_folder, "lock");

    /// <inheritdoc/>
    public Task<ArtifactObject> PutAsync(Stream content, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return KeepAsync("an object", async () =>
        {
            using var file = await BeginAsync(cancellation);
            var found = await CopyAsync(content, file.Content, cancellation);
            file.Complete(time.GetUtcNow());
            var path = PathOf(ArtifactLayout.ObjectPath(found.Digest));
            FolderSync.Make(Path.GetDirectoryName(path)!);
            using (await ShareAsync(cancellation))
                file.MoveTo(path); // over the same content, which is young then, and whole if it was damaged
            FolderSync.Flush(Path.GetDirectoryName(path)!);
            return found;
        }, cancellation);
    }

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(string digest, CancellationToken cancellation = default) => Task.Run<Stream>(
        () => new CheckedStream(Open(digest, path => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0)), digest, _folder),
        cancellation);

    /// <inheritdoc/>
    public Task<int> ReadAsync(string digest, long offset, Memory<byte> buffer, CancellationToken cancellation = default) => Task.Run(() =>
    {
        using var file = Open(digest, path => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var done = 0;
        for (int read; done < buffer.Length && (read = RandomAccess.Read(file, buffer.Span[done..], offset + done)) > 0;)
            done += read;
        return done;
    }, cancellation);

    /// <inheritdoc/>
    public Task PublishAsync(string name, IReadOnlyList<FileRecord> files, CancellationToken cancellation = default)
    {
        var (path, text) = (PathOf(ArtifactLayout.ManifestPath(name)), ArtifactManifest.Write(name, files));
        return KeepAsync(name, async () =>
        {
            FolderSync.Make(Path.GetDirectoryName(path)!);
            using var file = await BeginAsync(cancellation);
            file.Content.Write(text);
            file.Complete(time.GetUtcNow());
            using (await ShareAsync(cancellation))
            {
                foreach (var digest in files.Select(file => file.Digest).Distinct(StringComparer.Ordinal))
                    Renew(digest);
                file.MoveTo(path);
            }

            FolderSync.Flush(Path.GetDirectoryName(path)!);
            return true;
        }, cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<FileRecord>?> FindAsync(string name, CancellationToken cancellation = default)
    {
        var path = PathOf(ArtifactLayout.ManifestPath(name));
        return Task.Run(() => Find(path), cancellation);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string name, CancellationToken cancellation = default)
    {
        var (path, below) = (PathOf(ArtifactLayout.ManifestPath(name)), PathOf(ArtifactLayout.FolderOf(name)));
        return Task.Run(() =>
        {
            if (Directory.Exists(below))
                Directory.Delete(below, recursive: true);
            if (!File.Exists(path))
                return;
            File.Delete(path);
            FolderSync.Flush(Path.GetDirectoryName(path)!);
        }, cancellation);
    }

    private static IReadOnlyList<FileRecord>? Find(string path)
    {
        try
        {
            return ArtifactManifest.Read(File.ReadAllBytes(path), path);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static async Task<ArtifactObject> CopyAsync(Stream content, FileStream file, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (piece, bytes) = (new byte[PieceBytes], 0L);
        while (await content.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancellation) is > 0 and var read)
        {
            hash.AppendData(piece, 0, read);
            file.Write(piece.AsSpan(0, read));
            bytes += read;
        }

        return new ArtifactObject(ContentDigest.Format(hash.GetHashAndReset()), bytes);
    }

    private void Renew(string digest) => Open(digest, path =>
    {
        File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
        return true;
    });

    private T Open<T>(string digest, Func<string, T> open)
    {
        try
        {
            return open(PathOf(ArtifactLayout.ObjectPath(digest)));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw ArtifactException.Missing(digest, _folder);
        }
    }

    /// <summary>Disks block their thread: it is one of the pool, whoever calls.</summary>
    private Task<T> KeepAsync<T>(string what, Func<Task<T>> keep, CancellationToken cancellation) => Task.Run(async () =>
    {
        try
        {
            return await keep();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{what} cannot be kept in {_folder} ({failure.Message}); expected a folder that can be written, with room for it", failure);
        }
    }, cancellation);

    private async Task<PartialFile> BeginAsync(CancellationToken cancellation)
    {
        FolderSync.Make(Partial);
        using (await ShareAsync(cancellation)) // or the collector could come between making the file and locking it
            return new PartialFile(Partial);
    }

    private Task<IDisposable> ShareAsync(CancellationToken cancellation) => FileLock.ShareAsync(LockPath, time, cancellation);

    private string PathOf(string path) => Path.Combine(_folder, path);
}
