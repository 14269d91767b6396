using Chita.Numerics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Serialization.Configuration;

namespace Chita.Silo;

/// <summary>What every silo of Chita has, wherever it runs.</summary>
public static class ChitaSiloBuilderExtensions
{
    /// <summary>Adds the solver threads and what the grains need.</summary>
    /// <param name="silo">The silo to build.</param>
    /// <param name="threads">Solver threads; 0 means one per core.</param>
    public static ISiloBuilder AddChita(this ISiloBuilder silo, int threads = 0)
    {
        silo.Services.AddSingleton(_ => new SolverThreads(threads));
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.Configure<TypeManifestOptions>(options =>
        {
            // Core's errors keep their type on the way: it says whose they are.
            options.AllowedTypes.Add(typeof(InvalidInputException).FullName!);
            options.AllowedTypes.Add(typeof(NumericalException).FullName!);
        });
        return silo;
    }
}
