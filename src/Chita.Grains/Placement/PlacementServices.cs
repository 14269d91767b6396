using Microsoft.Extensions.DependencyInjection;

namespace Chita.Grains.Placement;

/// <summary>What placement by memory needs on every silo.</summary>
internal static class PlacementServices
{
    /// <summary>Adds the budget, the director and the catalog. <see cref="SiloResources"/> must be registered.</summary>
    public static IServiceCollection AddChitaPlacement(this IServiceCollection services)
    {
        services.AddSingleton<MemoryBudget>();
        services.AddSingleton<OpenBlocks>();
        services.AddSingleton<ISiloCatalog, SiloCatalog>();
        services.AddPlacementDirector<OnSiloPlacement, OnSiloDirector>();
        return services;
    }
}
