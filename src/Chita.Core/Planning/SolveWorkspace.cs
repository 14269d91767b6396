using Chita.Blocks;
using Chita.Collectives.Patterns;
using Chita.Numerics;

namespace Chita.Planning;

/// <summary>What a solve takes on a silo besides the memory of its blocks; silos set it aside before they open a campaign (architecture, contract 7).</summary>
public static class SolveWorkspace
{
    /// <summary>
    /// Bytes of a silo's own process before it holds anything of a campaign: runtime and Orleans, 104 MiB measured; libtorch's code, 70 MiB;
    /// the rest for what the garbage collector leaves lying (docs/scaling.md).
    /// </summary>
    public const long ProcessBytes = 256L << 20;

    /// <summary>
    /// Bytes that a solve takes on each silo, however many blocks live there: two workspaces for changes of G; and, because any silo may come to
    /// run the coordinator, G, its factor, and an answer from each layer.
    /// </summary>
    /// <param name="rows">n; 0 takes nothing.</param>
    /// <param name="layers">Tensors to prune.</param>
    /// <param name="solves">Solves at the same time, each with a G and a factor of its own.</param>
    public static long BytesFor(int rows, int layers, int solves = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        if (rows == 0)
            return 0;
        var panels = 2 * GramSum<Float32>.PanelsLength(Kernels.Padded(rows)) * sizeof(double);
        return panels + solves * (AnswerBytes(rows) + TriangularFactor.BytesFor(rows)) + (layers + 1L) * AnswerBytes(rows);
    }

    /// <summary>Bytes of an answer to the widest question, that for the change of G. All blocks of a silo may have theirs under way at once.</summary>
    /// <param name="rows">n; 0: nobody asks.</param>
    public static long AnswerBytes(int rows) => rows == 0 ? 0 : sizeof(double) * ((long)TriangleTiles.Length(rows) + rows);

    /// <summary>Bytes that a block takes of its silo: its own, and an answer of it.</summary>
    /// <param name="weights">Number of weights.</param>
    /// <param name="rows">n.</param>
    /// <param name="storage">How A is kept.</param>
    /// <param name="pattern">How scores are ranked.</param>
    /// <param name="spilled">Whether A lies on a disk.</param>
    public static long BlockBytes(int weights, int rows, GradientStorage storage, BlockPattern pattern, bool spilled = false) =>
        WeightBlock.BytesFor(weights, rows, storage, pattern, spilled) + AnswerBytes(rows);
}
