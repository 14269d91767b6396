using Orleans.Runtime.Placement;

namespace Chita.Grains.Placement;

/// <summary>Says where a grain with <see cref="OnSiloAttribute"/> shall start, if the call starts it and the silo is active.</summary>
/// <example><c>using (PlacementHint.On(silo)) opened = block.Open(plan);</c></example>
internal static class PlacementHint
{
    /// <summary>
    /// For the calls that are started before it is disposed, and for those that the called start in turn. Start calls inside and await
    /// them outside: the hint would flow with the await into calls that are none of its business.
    /// </summary>
    public static IDisposable On(SiloAddress silo) => Set(silo);

    /// <summary>No hint until it is disposed: for one who was called with a hint and starts grains, or work that outlives the call.</summary>
    public static IDisposable None() => Set(null);

    private static Scope Set(object? hint)
    {
        var scope = new Scope(RequestContext.Get(IPlacementDirector.PlacementHintKey));
        Put(hint);
        return scope;
    }

    private static void Put(object? hint)
    {
        if (hint is null)
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        else
            RequestContext.Set(IPlacementDirector.PlacementHintKey, hint);
    }

    private sealed class Scope(object? before) : IDisposable
    {
        public void Dispose() => Put(before);
    }
}
