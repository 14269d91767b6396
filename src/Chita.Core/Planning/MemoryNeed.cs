using Chita.Blocks;
using Chita.Gradients;
using Chita.Pruning.Layers;

namespace Chita.Planning;

/// <summary>What a campaign takes of its silos' memory.</summary>
public sealed record MemoryNeed
{
    /// <summary>p.</summary>
    public required long Weights { get; init; }

    /// <summary>Blocks.</summary>
    public required long Blocks { get; init; }

    /// <summary>Bytes of A as it is kept, with its padding.</summary>
    public required Int128 MatrixBytes { get; init; }

    /// <summary>Bytes of memory of all blocks: A, unless it is on disks, weights, scores, sums, answers.</summary>
    public required Int128 BlockBytes { get; init; }

    /// <summary>Bytes of A on the silos' disks in all; 0 where it is in memory.</summary>
    public Int128 DiskBytes { get; init; }

    /// <summary>Bytes of the largest block.</summary>
    public required long LargestBlock { get; init; }

    /// <summary>Bytes of the process, on each silo.</summary>
    public long ProcessBytes { get; init; } = SolveWorkspace.ProcessBytes;

    /// <summary>Bytes of the solve's own, on each silo.</summary>
    public required Int128 SolveBytes { get; init; }

    /// <summary>Bytes of the network's copies and of the rows that are being computed, on each silo.</summary>
    public required Int128 SourceBytes { get; init; }

    /// <summary>Bytes on each silo whatever blocks it has.</summary>
    public Int128 FixedBytes => ProcessBytes + SolveBytes + SourceBytes;

    /// <summary>Bytes of blocks on the fullest of some silos: never more than an even share and one block.</summary>
    /// <param name="silos">Silos that are all alike.</param>
    public Int128 BlockBytesOn(int silos) => Int128.Min(BlockBytes, (BlockBytes + silos - 1) / silos + (silos == 1 ? 0 : LargestBlock));

    /// <summary>Bytes of A on the disk of each of some silos.</summary>
    /// <param name="silos">Silos that are all alike.</param>
    public Int128 DiskBytesOn(int silos) => (DiskBytes + silos - 1) / silos;

    /// <summary>Bytes on the fullest silo in all.</summary>
    /// <param name="silos">Silos that are all alike.</param>
    public Int128 BytesOn(int silos) => FixedBytes + BlockBytesOn(silos);

    /// <summary>What a campaign takes.</summary>
    /// <param name="work">The campaign.</param>
    /// <param name="threads">Solver threads of a silo: each has a copy of the network.</param>
    /// <param name="sourceBytes">What the gradient source takes, when one was asked; null: what a network's session would.</param>
    public static MemoryNeed Of(PlannedWork work, int threads, long? sourceBytes = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        var groups = BlockGroup.Of(work);
        var source = sourceBytes ?? (work is { HasNetwork: true, Rows: > 0 } ? NetworkSession.BytesFor(work.Weights, threads) : 0);
        return new MemoryNeed
        {
            Weights = work.Weights,
            Blocks = groups.Sum(group => group.Count),
            MatrixBytes = Sum(groups, group => Matrix(group, work)),
            DiskBytes = work.Spilled ? Sum(groups, group => Matrix(group, work)) : 0,
            BlockBytes = Sum(groups, group => (Int128)group.Count * group.Bytes),
            LargestBlock = groups.Max(group => group.Bytes),
            SolveBytes = SolveWorkspace.BytesFor(work.Rows, work.Tensors.Count, LayerLocal.Solves(work.Scope, work.Tensors.Count)),
            SourceBytes = source,
        };
    }

    /// <summary>Whether the blocks fit into silos that are all alike: filled one after the other, no block split.</summary>
    /// <param name="work">The campaign.</param>
    /// <param name="silos">How many silos.</param>
    /// <param name="memory">Bytes of each.</param>
    public bool Fits(PlannedWork work, int silos, long memory)
    {
        if (memory == long.MaxValue)
            return true;
        var room = memory - FixedBytes;
        if (room < 0 || BlockBytes > room * silos)
            return false;
        var left = new Int128[silos];
        Array.Fill(left, room);
        foreach (var group in BlockGroup.Of(work))
        {
            var count = (Int128)group.Count;
            for (var silo = 0; silo < silos && count > 0; silo++)
            {
                var taken = Int128.Min(count, left[silo] / group.Bytes);
                left[silo] -= taken * group.Bytes;
                count -= taken;
            }

            if (count > 0)
                return false;
        }

        return true;
    }

    private static Int128 Matrix(BlockGroup group, PlannedWork work) => (Int128)group.Count * GradientColumns.BytesFor(work.Storage, group.Weights, work.Rows);

    private static Int128 Sum(IEnumerable<BlockGroup> groups, Func<BlockGroup, Int128> bytes) => groups.Aggregate(Int128.Zero, (sum, group) => sum + bytes(group));
}
