using Azure.Storage.Blobs;
using Orleans.Storage;

namespace Orleans.Configuration;

/// <summary>Where the Azure Blob grain storage keeps its states.</summary>
public sealed class AzureBlobStorageOptions : IStorageProviderSerializerOptions
{
    /// <summary>The container: 3 to 63 lower-case letters, digits and single hyphens between them. Default: <c>grainstate</c>.</summary>
    public string ContainerName { get; set; } = "grainstate";

    /// <summary>The storage account. Required.</summary>
    public BlobServiceClient BlobServiceClient { get; set; } = null!;

    /// <summary>What writes states as bytes. Default: the serializer registered under the storage's name, else Orleans' JSON.</summary>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;

    /// <summary>Whether a cleared state leaves no blob, the default, or an empty one that keeps an ETag.</summary>
    public bool DeleteStateOnClear { get; set; } = true;
}
