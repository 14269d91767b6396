namespace Chita.Grains.Placement;

/// <summary>A silo as <see cref="MemoryPlan"/> sees it.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Free">
/// Bytes a campaign may have there in all, with those of its blocks that are there already and without what others have taken;
/// <see cref="long.MaxValue"/> when there is no limit.
/// </param>
internal readonly record struct SiloRoom(string Name, long Free);
