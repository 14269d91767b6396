using Chita.Artifacts;
using Chita.Grains;
using Chita.Grains.Artifacts;
using Chita.Grains.Campaigns;
using Chita.Grains.Placement;
using Chita.Grains.Storage;
using Chita.Gradients;
using Chita.Numerics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Storage;

namespace Chita.Silo;

/// <summary>What every silo of Chita has, wherever it runs.</summary>
public static class ChitaSiloBuilderExtensions
{
    /// <summary>
    /// Adds the solver threads and what the grains need. The host adds a grain storage named <see cref="GrainStorage.Name"/>, and reminders; and an
    /// <see cref="IArtifactStore"/>, if outputs of campaigns are to be fetched.
    /// </summary>
    /// <param name="silo">The silo to build.</param>
    /// <param name="resources">What it gives to campaigns.</param>
    public static ISiloBuilder AddChita(this ISiloBuilder silo, SiloResources resources)
    {
        silo.Services.AddSingleton(resources);
        silo.Services.AddSingleton(_ => new SolverThreads(resources.Threads));
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.TryAddSingleton<IGradientSources, NetworkSources>();
        silo.Services.AddSingleton<BlockFiles>();
        silo.Services.AddSingleton(services => new SliceStore(services.GetKeyedService<IArtifactStore>(SliceStore.Key)));
        if (resources.Slices is { } slices)
            silo.Services.AddKeyedSingleton<IArtifactStore>(SliceStore.Key, (services, _) => new FolderArtifactStore(slices, services.GetRequiredService<TimeProvider>()));
        silo.Services.AddSingleton<CampaignOutputs>();
        silo.Services.AddSingleton<CampaignSlots>();
        silo.Services.AddKeyedSingleton<IGrainStorageSerializer, StateSerializer>(GrainStorage.Name);
        silo.Services.AddChitaPlacement();
        silo.AddGrainDirectory();
        return silo;
    }

    /// <summary>
    /// Orleans' default directory promises one activation of a grain only in the end: after two silos died at once, a block was found in two places, and
    /// stayed so. This one keeps to one. It may find grains of a dead silo again at once: that a silo may still live that others took for dead is what
    /// epochs and tickets are for.
    /// </summary>
    private static void AddGrainDirectory(this ISiloBuilder silo)
    {
        silo.Configure<GrainDirectoryOptions>(directory => directory.RangeLeaseDuration = TimeSpan.Zero);
#pragma warning disable ORLEANSEXP003 // to be had on trial, since Orleans 9
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
    }
}
