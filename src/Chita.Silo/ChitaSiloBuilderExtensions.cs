using Chita.Grains;
using Chita.Grains.Placement;
using Chita.Grains.Storage;
using Chita.Gradients;
using Chita.Numerics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Storage;

namespace Chita.Silo;

/// <summary>What every silo of Chita has, wherever it runs.</summary>
public static class ChitaSiloBuilderExtensions
{
    /// <summary>
    /// Adds the solver threads and what the grains need. The host adds a grain storage named <see cref="GrainStorage.Name"/>, and reminders.
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
        silo.Services.AddKeyedSingleton<IGrainStorageSerializer, StateSerializer>(GrainStorage.Name);
        silo.Services.AddChitaPlacement();
#pragma warning disable ORLEANSEXP003 // Orleans' default directory is consistent only after a while: after two deaths at once, a block was found twice, and stayed so
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        return silo;
    }
}
