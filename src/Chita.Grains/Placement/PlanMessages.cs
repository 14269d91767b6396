using System.Globalization;
using Chita.Numerics;

namespace Chita.Grains.Placement;

/// <summary>What users read when a campaign's blocks do not fit into the cluster.</summary>
internal static class PlanMessages
{
    private const int Listed = 8;
    private const string Remedy = "add silos, raise --memory, give every silo a disk with --spill, use solver.storage: bfloat16, or fewer rows";

    /// <summary>A silo has not even the room for the network.</summary>
    public static string NoRoomForNetwork(string campaign, string refusal) =>
        $"{campaign}: every silo holds copies of the network and what a solve takes, before any block: {refusal}";

    /// <summary>The sum does not fit.</summary>
    public static string TooLittle(string campaign, IEnumerable<long> open, IReadOnlyList<SiloRoom> silos, IReadOnlyList<Int128> room)
    {
        var blocks = open.ToArray();
        var (needed, free) = (blocks.Aggregate(Int128.Zero, (sum, bytes) => sum + bytes), room.Aggregate(Int128.Zero, (sum, bytes) => sum + bytes));
        if (silos.Count == 0)
            return $"{campaign}: blocks need {ByteSize.Text(needed)} ({Count(blocks.Length)}); no silo of the cluster answers: start silos.";
        return $"{campaign}: blocks need {ByteSize.Text(needed)} ({Count(blocks.Length)}); the cluster has {ByteSize.Text(free)} free: "
            + $"{List(silos, room)}. {ByteSize.Text(needed - free)} are missing: {Remedy}.";
    }

    /// <summary>The sum fits, but a block does not.</summary>
    public static string TooScattered(
        string campaign, int block, IReadOnlyList<long> blockBytes, IReadOnlyList<SiloRoom> silos, IReadOnlyList<Int128> room) =>
        string.Create(CultureInfo.InvariantCulture, $"{campaign}: block {block + 1} of {blockBytes.Count} needs {ByteSize.Text(blockBytes[block])}")
        + $", and no silo has that much left, the blocks before it being placed: {List(silos, room)}. "
        + $"A block is never split between silos: {Remedy}, or smaller blocks (execution.blockSize).";

    /// <summary>A goes to disks, and one of them is too small.</summary>
    public static string TooSmallDisk(string campaign, string silo, long needed, long free) =>
        $"{campaign}: A does not fit into memory, and {silo} would keep {ByteSize.Text(needed)} of it on its disk, which has {ByteSize.Text(free)} free (--spill): "
            + $"{ByteSize.Text(needed - free)} are missing. Add silos, free the disk, use solver.storage: bfloat16, or fewer rows.";

    private static string Count(int blocks) => blocks == 1 ? "1 block" : string.Create(CultureInfo.InvariantCulture, $"{blocks} blocks");

    private static string List(IReadOnlyList<SiloRoom> silos, IReadOnlyList<Int128> room)
    {
        var list = string.Join(", ", silos.Take(Listed).Select((silo, i) => $"{silo.Name} {ByteSize.Text(room[i])}"));
        return silos.Count <= Listed ? list : string.Create(CultureInfo.InvariantCulture, $"{list} and {silos.Count - Listed} more");
    }
}
