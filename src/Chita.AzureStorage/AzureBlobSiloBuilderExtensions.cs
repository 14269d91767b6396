using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Adds the Azure Blob grain storage to a silo.</summary>
public static class AzureBlobSiloBuilderExtensions
{
    /// <summary>Adds a grain storage that keeps each state in a blob of its own.</summary>
    /// <param name="builder">The silo to build.</param>
    /// <param name="name">The name by which grains ask for it.</param>
    /// <param name="configureOptions">Sets the account, and the container.</param>
    /// <exception cref="OrleansConfigurationException">The options cannot be used; thrown when the silo starts.</exception>
    public static ISiloBuilder AddAzureBlobGrainStorage(this ISiloBuilder builder, string name, Action<AzureBlobStorageOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<AzureBlobStorageOptions>(name).Configure(configureOptions);
        builder.Services.AddTransient<IPostConfigureOptions<AzureBlobStorageOptions>, DefaultStorageProviderSerializerOptionsConfigurator<AzureBlobStorageOptions>>();
        builder.Services.AddTransient<IConfigurationValidator>(services => new AzureBlobStorageOptionsValidator(Options(services, name), name));
        builder.Services.AddGrainStorage(
            name, (services, key) => new AzureBlobGrainStorage(key, Options(services, key), services.GetRequiredService<IActivatorProvider>()));
        return builder;
    }

    private static AzureBlobStorageOptions Options(IServiceProvider services, string name) =>
        services.GetRequiredService<IOptionsMonitor<AzureBlobStorageOptions>>().Get(name);
}
