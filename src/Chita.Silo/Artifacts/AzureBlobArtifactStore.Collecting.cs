using System.Globalization;
using Azure;
using Azure.Storage.Blobs.Models;
using Chita.Artifacts;

namespace Chita.Silo.Artifacts;

/// <content>Removing what nothing points at.</content>
internal sealed partial class AzureBlobArtifactStore
{
    private const int PreconditionFailed = 412;

    public Task<CollectedArtifacts> CollectAsync(TimeSpan grace, CancellationToken cancellation = default)
    {
        var before = time.GetUtcNow() - grace; // from before the names are read: what is published meanwhile is younger
        return AskAsync(async () =>
        {
            var (live, removed) = (await LiveAsync(cancellation), new CollectedArtifacts(0, 0));
            await foreach (var item in ListAsync(ArtifactLayout.Objects + "/", cancellation))
            {
                if (ArtifactLayout.DigestOf(item.Name) is { } digest && !live.Contains(digest) && TimeOf(item) < before && await DeleteAsync(item, cancellation))
                    removed = new CollectedArtifacts(removed.Objects + 1, removed.Bytes + (item.Properties.ContentLength ?? 0));
            }

            return removed;
        }, cancellation);
    }

    private async Task<HashSet<string>> LiveAsync(CancellationToken cancellation)
    {
        var live = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var item in ListAsync(ArtifactLayout.Published + "/", cancellation))
        {
            if (ArtifactLayout.IsManifest(item.Name))
                live.UnionWith((await FindPathAsync(item.Name, cancellation) ?? []).Select(file => file.Digest)); // null: removed just now
        }

        return live;
    }

    private async Task<bool> DeleteAsync(BlobItem item, CancellationToken cancellation)
    {
        try
        {
            var asSeen = new BlobRequestConditions { IfMatch = item.Properties.ETag };
            return (await Blob(item.Name).DeleteIfExistsAsync(conditions: asSeen, cancellationToken: cancellation)).Value;
        }
        catch (RequestFailedException failure) when (failure.Status == PreconditionFailed)
        {
            return false;
        }
    }

    private static DateTimeOffset TimeOf(BlobItem item) =>
        item.Metadata.TryGetValue(Renewed, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : item.Properties.LastModified ?? DateTimeOffset.MaxValue;
}
