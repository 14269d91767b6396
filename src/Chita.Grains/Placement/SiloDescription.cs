namespace Chita.Grains.Placement;

/// <summary>What a silo says of itself.</summary>
/// <param name="Address">Its address, which no restarted silo has again.</param>
/// <param name="Host">The name of its machine.</param>
/// <param name="Version">The version of Chita it runs.</param>
/// <param name="Threads">Its solver threads.</param>
/// <param name="Memory">Bytes that campaigns may take there; <see cref="long.MaxValue"/> when there is no limit.</param>
/// <param name="Reserved">Bytes that they have taken.</param>
/// <param name="Cores">Cores that its process may use.</param>
/// <param name="NativeBytes">Bytes of native memory that blocks hold there at present.</param>
/// <param name="SpillFree">Bytes free on the disk where blocks may keep A; null: they may not.</param>
[GenerateSerializer, Immutable, Alias("chita.SiloDescription")]
public sealed record SiloDescription(
    [property: Id(0)] SiloAddress Address, [property: Id(1)] string Host, [property: Id(2)] string Version, [property: Id(3)] int Threads,
    [property: Id(4)] long Memory, [property: Id(5)] long Reserved, [property: Id(6)] int Cores, [property: Id(7)] long NativeBytes,
    [property: Id(8)] long? SpillFree = null)
{
    /// <summary>Bytes that are left; <see cref="long.MaxValue"/> when there is no limit.</summary>
    public long Free => Memory == long.MaxValue ? Memory : Memory - Reserved;
}
