using Chita.Grains;
using Chita.Silo.Clustering;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Hosting;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Chita.Silo.Storage;

/// <summary>Adds the grain storage that <c>--storage</c> names. All write states by the serializer that is registered under its name.</summary>
internal static class StorageChoice
{
    public static void AddStorage(this ISiloBuilder silo, SiloOptions options)
    {
        switch (options.EffectiveStorage)
        {
            case StorageKind.File:
                silo.AddFileStorage(options.StateFolder!);
                break;
            case StorageKind.Redis:
                silo.AddRedisGrainStorage(GrainStorage.Name, store => store.ConfigurationOptions = ClusteringChoice.Redis(options));
                break;
            case StorageKind.AdoNet:
                silo.AddAdoNetGrainStorage(GrainStorage.Name, store => (store.Invariant, store.ConnectionString) = (ClusteringChoice.Npgsql, options.AdoNet!));
                break;
            case StorageKind.Azure:
                silo.AddAzureBlobGrainStorage(
                    GrainStorage.Name, store => (store.BlobServiceClient, store.ContainerName) = (AzureStore.Client(options), options.AzureContainer));
                break;
            default:
                silo.AddMemoryGrainStorage(GrainStorage.Name);
                break;
        }
    }

    /// <summary>Adds grain storage in files of a folder.</summary>
    public static void AddFileStorage(this ISiloBuilder silo, string folder) => silo.Services.AddGrainStorage(GrainStorage.Name, (services, name) => new FileGrainStorage(
        folder, services.GetRequiredKeyedService<IGrainStorageSerializer>(name), services.GetRequiredService<IActivatorProvider>(), services.GetRequiredService<TimeProvider>()));
}
