namespace Chita.Grains.Placement;

/// <summary>
/// A grain belongs on a silo that is no longer a member of the cluster: whatever it held is lost and must be planned again.
/// Keeps its type and message on the way between silos.
/// </summary>
[GenerateSerializer, Alias("chita.SiloGone")]
public sealed class SiloGoneException : Exception
{
    internal SiloGoneException(SiloAddress silo, string grain)
        : base($"Silo {silo} has left the cluster, and with it {grain}.") => Silo = silo;

    /// <summary>The silo that has gone.</summary>
    [Id(0)]
    public SiloAddress Silo { get; private set; }
}
