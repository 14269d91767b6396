using System.Globalization;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Chita.Artifacts;
using Chita.Reports;

namespace Chita.Silo.Artifacts;

/// <summary>
/// Artifacts as block blobs of one container, named as in a folder. Content is read twice: once for its name, and, unless it is there already, once to be
/// uploaded; what cannot be read twice goes through a temporary file.
/// </summary>
/// <remarks>
/// An object's age stands in its metadata. To put and to publish set it, which gives the blob another ETag; the collector deletes by the ETag that it
/// saw. So either it sees that an object is young, or the deletion fails, or whoever puts or publishes sees that the object is gone.
/// </remarks>
/// <param name="container">The container, which exists.</param>
/// <param name="time">The clock.</param>
internal sealed partial class AzureBlobArtifactStore(BlobContainerClient container, TimeProvider time) : IArtifactStore
{
    private const string Renewed = "renewed"; // milliseconds since 1970
    private const int NotFound = 404;
    private const int RangeNotSatisfiable = 416;
    private const int Attempts = 5;

    private string Name => $"{container.Uri.Host}:{container.Uri.Port}, container {container.Name}";

    public Task<ArtifactObject> PutAsync(Stream content, CancellationToken cancellation = default) => AskAsync(async () =>
    {
        using var copy = content.CanSeek ? null : await SpoolAsync(content, cancellation);
        var source = copy ?? content;
        var start = source.Position;
        var digest = ContentDigest.Format(await SHA256.HashDataAsync(source, cancellation));
        var found = new ArtifactObject(digest, source.Position - start);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await RenewAsync(digest, cancellation))
                return found;
            source.Position = start;
            if (await new AzureBlobUpload(Blob(ArtifactLayout.ObjectPath(digest)), found).TryAsync(source, Now(), cancellation))
                return found;
        }

        throw new IOException($"{digest} came and went {Attempts} times while it was put");
    }, cancellation);

    public Task<Stream> OpenAsync(string digest, CancellationToken cancellation = default) => AskAsync<Stream>(async () =>
    {
        BlobDownloadStreamingResult content = await FoundAsync(digest, blob => blob.DownloadStreamingAsync(cancellationToken: cancellation));
        return new CheckedStream(content.Content, digest, Name);
    }, cancellation);

    public Task<int> ReadAsync(string digest, long offset, Memory<byte> buffer, CancellationToken cancellation = default) => AskAsync(async () =>
    {
        try
        {
            var part = new BlobDownloadOptions { Range = new HttpRange(offset, buffer.Length) };
            using BlobDownloadStreamingResult content = await FoundAsync(digest, blob => blob.DownloadStreamingAsync(part, cancellation));
            return await content.Content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        }
        catch (RequestFailedException failure) when (failure.Status == RangeNotSatisfiable)
        {
            return 0; // it ends before
        }
    }, cancellation);

    public Task PublishAsync(string name, IReadOnlyList<FileRecord> files, CancellationToken cancellation = default)
    {
        var (blob, text) = (container.GetBlobClient(ArtifactLayout.ManifestPath(name)), ArtifactManifest.Write(name, files));
        return AskAsync(async () =>
        {
            foreach (var digest in files.Select(file => file.Digest).Distinct(StringComparer.Ordinal))
            {
                if (!await RenewAsync(digest, cancellation))
                    throw ArtifactException.Missing(digest, Name);
            }

            await blob.UploadAsync(new BinaryData(text), overwrite: true, cancellation);
            return true;
        }, cancellation);
    }

    public Task<IReadOnlyList<FileRecord>?> FindAsync(string name, CancellationToken cancellation = default)
    {
        var path = ArtifactLayout.ManifestPath(name);
        return AskAsync(() => FindPathAsync(path, cancellation), cancellation);
    }

    public Task RemoveAsync(string name, CancellationToken cancellation = default)
    {
        var (path, below) = (ArtifactLayout.ManifestPath(name), ArtifactLayout.FolderOf(name) + "/");
        return AskAsync(async () =>
        {
            await foreach (var item in ListAsync(below, cancellation))
                await Blob(item.Name).DeleteIfExistsAsync(cancellationToken: cancellation);
            return (await Blob(path).DeleteIfExistsAsync(cancellationToken: cancellation)).Value;
        }, cancellation);
    }

    private async Task<IReadOnlyList<FileRecord>?> FindPathAsync(string path, CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult found = await Blob(path).DownloadContentAsync(cancellation);
            return ArtifactManifest.Read(found.Content, $"{path} in {Name}");
        }
        catch (RequestFailedException failure) when (failure.Status == NotFound)
        {
            return null;
        }
    }

    private async Task<T> FoundAsync<T>(string digest, Func<BlockBlobClient, Task<T>> read)
    {
        try
        {
            return await read(Blob(ArtifactLayout.ObjectPath(digest)));
        }
        catch (RequestFailedException failure) when (failure.Status == NotFound)
        {
            throw ArtifactException.Missing(digest, Name);
        }
    }

    /// <summary>Makes an object young, if it is there.</summary>
    private async Task<bool> RenewAsync(string digest, CancellationToken cancellation)
    {
        try
        {
            await Blob(ArtifactLayout.ObjectPath(digest)).SetMetadataAsync(Now(), cancellationToken: cancellation);
            return true;
        }
        catch (RequestFailedException failure) when (failure.Status == NotFound)
        {
            return false;
        }
    }

    private static async Task<FileStream> SpoolAsync(Stream content, CancellationToken cancellation)
    {
        var path = Path.Combine(Path.GetTempPath(), $"chita-{Guid.NewGuid():N}");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        File.Delete(path); // it lives as long as it is open, and leaves nothing
        await content.CopyToAsync(file, cancellation);
        file.Position = 0;
        return file;
    }

    /// <summary>Whatever the store says no with becomes one line; hashing is kept off the caller's thread.</summary>
    private Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellation) => Task.Run(async () =>
    {
        try
        {
            return await ask();
        }
        catch (Exception failure) when (failure is RequestFailedException or AggregateException || failure is OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new IOException($"Azure Blob storage at {Name}, cannot be used: {failure.GetBaseException().Message.Split('\n', '\r')[0]}", failure);
        }
    }, cancellation);

    private Dictionary<string, string> Now() => new() { [Renewed] = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) };

    private AsyncPageable<BlobItem> ListAsync(string prefix, CancellationToken cancellation) =>
        container.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix, Traits = BlobTraits.Metadata }, cancellation);

    private BlockBlobClient Blob(string path) => container.GetBlockBlobClient(path);
}
