using Orleans.Placement;

namespace Chita.Grains.Placement;

/// <summary>Places grains where their key says (<see cref="SiloKey"/>), else where their caller says (<see cref="PlacementHint"/>), else beside their caller.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OnSiloAttribute() : PlacementAttribute(new OnSiloPlacement());
