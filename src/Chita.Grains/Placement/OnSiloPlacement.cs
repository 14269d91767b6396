namespace Chita.Grains.Placement;

/// <summary>The strategy behind <see cref="OnSiloAttribute"/>; <see cref="OnSiloDirector"/> does it.</summary>
[GenerateSerializer, Immutable, Alias("chita.OnSilo")]
internal sealed class OnSiloPlacement : PlacementStrategy;
