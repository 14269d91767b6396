using Chita.Blocks;

namespace Chita.Planning;

/// <summary>How many messages a collective takes: one for each node of the tree, and how long the way down is (architecture, contract 1).</summary>
/// <param name="Layers">Layers.</param>
/// <param name="Branches">Nodes between layers and blocks.</param>
/// <param name="Blocks">Blocks.</param>
/// <param name="Levels">Calls from the coordinator down to the farthest block.</param>
/// <param name="Widest">Children that are asked one after the other on the widest way down, level by level.</param>
public readonly record struct TreeShape(long Layers, long Branches, long Blocks, int Levels, long Widest)
{
    /// <summary>The tree over a network's blocks.</summary>
    public static TreeShape Of(WeightLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var shape = new TreeShape(layout.Tensors.Count, 0, 0, 0, 0);
        foreach (var tensor in layout.Tensors)
        {
            long blocks = layout.BlockCount(tensor), nodes = blocks, branches = 0, widest = 0;
            var levels = 1;
            for (; nodes > layout.BranchSize; levels++)
            {
                nodes = (nodes + layout.BranchSize - 1) / layout.BranchSize;
                branches += nodes;
                widest += layout.BranchSize;
            }

            shape = shape with
            {
                Branches = shape.Branches + branches,
                Blocks = shape.Blocks + blocks,
                Levels = Math.Max(shape.Levels, levels + 1),
                Widest = Math.Max(shape.Widest, widest + nodes),
            };
        }

        return shape with { Widest = shape.Widest + shape.Layers };
    }

    /// <summary>Calls of a collective: each node is asked once.</summary>
    public long Calls => Layers + Branches + Blocks;

    /// <summary>
    /// Those of them that go to another silo. Blocks lie in runs, one for each silo, beside the branch that adds them up; only where a run ends
    /// do a branch's blocks lie apart. Branches and layers lie anywhere.
    /// </summary>
    /// <param name="silos">Silos.</param>
    /// <param name="branchSize">Blocks of a branch.</param>
    public double RemoteCalls(int silos, int branchSize = 64)
    {
        var away = (silos - 1.0) / silos;
        return away * (Layers + Branches) + Math.Min(away * Blocks, (silos - 1.0) * branchSize / 2);
    }
}
