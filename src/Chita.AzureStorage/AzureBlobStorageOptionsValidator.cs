using System.Text.RegularExpressions;
using Orleans.Configuration;

namespace Orleans.Storage;

/// <summary>Refuses options that no blob could be written with, before the silo starts.</summary>
internal sealed partial class AzureBlobStorageOptionsValidator(AzureBlobStorageOptions options, string name) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        if (options.BlobServiceClient is null)
            throw new OrleansConfigurationException($"Azure Blob grain storage {name} has no account; expected BlobServiceClient to be set.");
        if (options.ContainerName is not { Length: >= 3 and <= 63 } container || !ContainerNames().IsMatch(container))
            throw new OrleansConfigurationException(
                $"Azure Blob grain storage {name}: \"{options.ContainerName}\" is not a container; expected 3 to 63 lower-case letters, digits and single hyphens between them.");
    }

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex ContainerNames();
}
