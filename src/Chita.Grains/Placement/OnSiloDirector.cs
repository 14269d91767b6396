using Orleans.Runtime.Placement;

namespace Chita.Grains.Placement;

/// <summary>Decides where a grain with <see cref="OnSiloAttribute"/> starts. Runs on the silo that calls it.</summary>
internal sealed class OnSiloDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        var key = target.GrainIdentity.Key.ToString()!;
        if (SiloKey.TryGetSilo(key, out var silo))
            return silos.Contains(silo) ? Task.FromResult(silo) : throw new SiloGoneException(silo, target.GrainIdentity.ToString());
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) is { } hint)
            return Task.FromResult(hint);
        return Task.FromResult(silos.Contains(context.LocalSilo) ? context.LocalSilo : silos[Random.Shared.Next(silos.Length)]);
    }
}
