using Chita.Artifacts;
using Chita.Grains.Storage;
using Chita.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Chita.Silo.Artifacts;

/// <summary>Adds the artifact stores that <c>--artifacts</c> and, in Azure, <c>--slices</c> name.</summary>
internal static class ArtifactsChoice
{
    /// <summary>A block of 8 MiB on a slow line takes longer than a grain state.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static void AddArtifacts(this ISiloBuilder silo, SiloOptions options)
    {
        if (options.Artifacts == ArtifactsKind.Azure)
            silo.Services.AddSingleton<IArtifactStore>(services => InAzure(options, options.ArtifactsContainer, services));
        else if (options.Artifacts == ArtifactsKind.Folder && options.EffectiveArtifactsFolder is { } folder)
            silo.Services.AddSingleton<IArtifactStore>(services => new FolderArtifactStore(folder, services.GetRequiredService<TimeProvider>()));
        if (options.AzureSlices)
            silo.Services.AddKeyedSingleton<IArtifactStore>(SliceStore.Key, (services, _) => InAzure(options, options.SlicesContainer, services));
    }

    private static AzureBlobArtifactStore InAzure(SiloOptions options, string container, IServiceProvider services) =>
        new(AzureStore.Client(options, patience: Patience).GetBlobContainerClient(container), services.GetRequiredService<TimeProvider>());
}
