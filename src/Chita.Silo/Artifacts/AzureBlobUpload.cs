using System.Buffers;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Chita.Artifacts;
using Chita.Reports;

namespace Chita.Silo.Artifacts;

/// <summary>One object on its way to a blob: in one request, or block by block with the commit as the one step that makes it be there.</summary>
/// <param name="blob">Where it goes.</param>
/// <param name="expected">What it is.</param>
internal sealed class AzureBlobUpload(BlockBlobClient blob, ArtifactObject expected)
{
    /// <summary>Bytes of a block, and of what goes in one request.</summary>
    public const int BlockBytes = 8 << 20;

    private const int BadRequest = 400;
    private const int Conflict = 409;
    private const int PreconditionFailed = 412;

    /// <summary>Uploads, unless there is such a blob by now.</summary>
    /// <param name="content">The content, from where the stream stands.</param>
    /// <param name="metadata">What to keep beside it.</param>
    /// <param name="cancellation">Ends it; there is no blob then.</param>
    /// <returns>False when another writer was faster.</returns>
    public async Task<bool> TryAsync(Stream content, Dictionary<string, string> metadata, CancellationToken cancellation)
    {
        var absent = new BlobRequestConditions { IfNoneMatch = ETag.All };
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            if (expected.Bytes > BlockBytes)
            {
                var blocks = await StageAsync(content, block, cancellation);
                await blob.CommitBlockListAsync(blocks, new CommitBlockListOptions { Metadata = metadata, Conditions = absent }, cancellation);
            }
            else
            {
                var read = await content.ReadAtLeastAsync(block.AsMemory(0, BlockBytes), BlockBytes, throwOnEndOfStream: false, cancellation);
                Check(SHA256.HashData(block.AsSpan(0, read)));
                await blob.UploadAsync(Content(block, read), new BlobUploadOptions { Metadata = metadata, Conditions = absent }, cancellation);
            }

            ArrayPool<byte>.Shared.Return(block); // not after a failure, when it may still be read
            return true;
        }
        catch (RequestFailedException failure) when (failure.Status is Conflict or PreconditionFailed
            || failure is { Status: BadRequest, ErrorCode: "InvalidBlockList" }) // the other one's commit has dropped our blocks
        {
            return false;
        }
    }

    private async Task<List<string>> StageAsync(Stream content, byte[] block, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var ids = new List<string>();
        while (await content.ReadAtLeastAsync(block.AsMemory(0, BlockBytes), BlockBytes, throwOnEndOfStream: false, cancellation) is > 0 and var read)
        {
            hash.AppendData(block, 0, read);
            // By number: writers of the same content name the same blocks alike.
            ids.Add(Convert.ToBase64String(BitConverter.GetBytes(ids.Count)));
            await blob.StageBlockAsync(ids[^1], Content(block, read), cancellationToken: cancellation);
        }

        Check(hash.GetHashAndReset());
        return ids;
    }

    private void Check(ReadOnlySpan<byte> sha256)
    {
        if (ContentDigest.Format(sha256) != expected.Digest)
            throw new IOException($"{expected.Digest}: its content changed while it was put; expected a file that nobody writes to");
    }

    private static MemoryStream Content(byte[] block, int length) => new(block, 0, length, writable: false);
}
