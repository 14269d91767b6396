using Orleans.Runtime.Placement;

namespace Chita.Grains.Placement;

/// <summary>Says where a grain with <see cref="OnSiloAttribute"/> shall start, if the call starts it and the silo is active.</summary>
/// <example><c>using (PlacementHint.On(silo)) opened = block.Open(plan);</c></example>
internal static class PlacementHint
{
    /// <summary>
    /// For the calls that are started before it is disposed. Start them inside and await them outside: the hint would flow with the
    /// await into calls that are none of its business.
    /// </summary>
    public static IDisposable On(SiloAddress silo)
    {
        var before = RequestContext.Get(IPlacementDirector.PlacementHintKey);
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
        return new Scope(before);
    }

    private sealed class Scope(object? before) : IDisposable
    {
        public void Dispose()
        {
            if (before is null)
                RequestContext.Remove(IPlacementDirector.PlacementHintKey);
            else
                RequestContext.Set(IPlacementDirector.PlacementHintKey, before);
        }
    }
}
