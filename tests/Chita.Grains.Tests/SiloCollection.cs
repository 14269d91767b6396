namespace Chita.Grains.Tests;

/// <summary>Tests that start silos: one after the other, since some read the process's count of native memory.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SiloCollection
{
    public const string Name = "silos";
}
