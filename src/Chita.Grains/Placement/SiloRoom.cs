namespace Chita.Grains.Placement;

/// <summary>A silo as <see cref="MemoryPlan"/> sees it.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Free">
/// Bytes a campaign may have there in all, with those of its blocks that are there already and without what others have taken;
/// <see cref="long.MaxValue"/> when there is no limit.
/// </param>
/// <param name="Disk">Bytes of A that blocks may keep on its disk, besides those that are there; null: none.</param>
internal readonly record struct SiloRoom(string Name, long Free, long? Disk = null);
