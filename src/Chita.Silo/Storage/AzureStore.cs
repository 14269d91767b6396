using Azure.Core;
using Azure.Storage.Blobs;

namespace Chita.Silo.Storage;

/// <summary>The Azure Blob storage that <c>--azure</c> names.</summary>
internal static class AzureStore
{
    /// <summary>Azurite answers in milliseconds, Azure within a second: who waits longer for bytes waits for a server that is gone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <exception cref="FormatException">The connection string cannot be used.</exception>
    public static BlobServiceClient Client(SiloOptions options, int retries = 3, TimeSpan? patience = null)
    {
        var client = new BlobClientOptions();
        (client.Retry.NetworkTimeout, client.Retry.Delay, client.Retry.Mode, client.Retry.MaxRetries) =
            (patience ?? Patience, TimeSpan.FromMilliseconds(200), RetryMode.Exponential, retries);
        return new BlobServiceClient(options.Azure, client);
    }

    /// <summary>What messages call it: never its key, and nothing of a signature in its address.</summary>
    public static string Name(SiloOptions options, string container)
    {
        var address = Client(options).Uri;
        return $"Azure Blob storage at {address.Host}:{address.Port}, container {container},";
    }

    /// <summary>Makes the container when it is missing: with an answer, whichever it is, the store is there.</summary>
    public static Task PrepareAsync(SiloOptions options, string container, CancellationToken cancellation) =>
        Client(options, retries: 0).GetBlobContainerClient(container).CreateIfNotExistsAsync(cancellationToken: cancellation);
}
