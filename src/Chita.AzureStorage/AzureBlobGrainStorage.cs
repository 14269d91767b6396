using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Orleans.Configuration;
using Orleans.Serialization.Serializers;

namespace Orleans.Storage;

/// <summary>
/// Grain states as blobs <c>{state}-{grain type}/{key}.json</c>, the layout of Microsoft.Orleans.Persistence.AzureStorage. The blob's ETag is the
/// state's: a write or a clear with another one fails with <see cref="InconsistentStateException"/>.
/// </summary>
internal sealed class AzureBlobGrainStorage(string name, AzureBlobStorageOptions options, IActivatorProvider activators)
    : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private const string ContentType = "application/octet-stream";
    private const int NotFound = 404;
    private const int Conflict = 409;
    private const int PreconditionFailed = 412;

    private readonly BlobContainerClient _container = options.BlobServiceClient.GetBlobContainerClient(options.ContainerName);

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        $"{nameof(AzureBlobGrainStorage)} {name}", ServiceLifecycleStage.ApplicationServices,
        cancellation => _container.CreateIfNotExistsAsync(cancellationToken: cancellation));

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => ReadStateAsync(stateName, grainId, grainState, default);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        BlobDownloadResult found;
        try
        {
            found = await BlobOf(stateName, grainId).DownloadContentAsync(cancellationToken);
        }
        catch (RequestFailedException failure) when (failure.Status == NotFound)
        {
            Reset(grainState, etag: null);
            return;
        }

        var etag = found.Details.ETag.ToString();
        if (found.Content.ToMemory().IsEmpty)
        {
            Reset(grainState, etag);
            return;
        }

        grainState.State = options.GrainStorageSerializer.Deserialize<T>(found.Content) ?? Fresh<T>();
        (grainState.ETag, grainState.RecordExists) = (etag, true);
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => WriteStateAsync(stateName, grainId, grainState, default);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var content = options.GrainStorageSerializer.Serialize(grainState.State);
        grainState.ETag = await UploadAsync(BlobOf(stateName, grainId), content, grainState.ETag, cancellationToken);
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => ClearStateAsync(stateName, grainId, grainState, default);

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var blob = BlobOf(stateName, grainId);
        if (options.DeleteStateOnClear)
        {
            await GuardAsync(blob, grainState.ETag, () => blob.DeleteIfExistsAsync(conditions: Conditions(grainState.ETag), cancellationToken: cancellationToken));
            Reset(grainState, etag: null);
        }
        else
        {
            Reset(grainState, await UploadAsync(blob, BinaryData.Empty, grainState.ETag, cancellationToken));
        }
    }

    private BlobClient BlobOf(string stateName, GrainId grainId) => _container.GetBlobClient($"{stateName}-{grainId}.json");

    private async Task<string> UploadAsync(BlobClient blob, BinaryData content, string? etag, CancellationToken cancellation)
    {
        var upload = new BlobUploadOptions { Conditions = Conditions(etag), HttpHeaders = new BlobHttpHeaders { ContentType = ContentType } };
        try
        {
            return await GuardAsync(blob, etag, Upload);
        }
        catch (RequestFailedException failure) when (IsWithoutContainer(failure))
        {
            await _container.CreateIfNotExistsAsync(cancellationToken: cancellation);
            return await GuardAsync(blob, etag, Upload);
        }

        async Task<string> Upload() => (await blob.UploadAsync(content, upload, cancellation)).Value.ETag.ToString();
    }

    /// <summary>A blob that is not as the caller knew it becomes the exception by which grains tell that from other failures.</summary>
    private static async Task<TResult> GuardAsync<TResult>(BlobClient blob, string? etag, Func<Task<TResult>> request)
    {
        try
        {
            return await request();
        }
        catch (RequestFailedException failure) when (failure.Status is PreconditionFailed or Conflict or NotFound && !IsWithoutContainer(failure))
        {
            throw new InconsistentStateException(
                $"Blob {blob.Name} of container {blob.BlobContainerName} has been changed by another writer ({failure.ErrorCode}); expected ETag {etag ?? "none"}.",
                "Unknown", etag!, failure);
        }
    }

    private static bool IsWithoutContainer(RequestFailedException failure) => failure.Status == NotFound && failure.ErrorCode == BlobErrorCode.ContainerNotFound;

    private static BlobRequestConditions Conditions(string? etag) => etag is null ? new() { IfNoneMatch = ETag.All } : new() { IfMatch = new ETag(etag) };

    private void Reset<T>(IGrainState<T> grainState, string? etag)
    {
        grainState.State = Fresh<T>();
        (grainState.ETag, grainState.RecordExists) = (etag!, false);
    }

    private T Fresh<T>() => activators.GetActivator<T>().Create();
}
