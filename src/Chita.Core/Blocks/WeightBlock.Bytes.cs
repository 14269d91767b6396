using Chita.Collectives.Patterns;
using Chita.Numerics;

namespace Chita.Blocks;

/// <content>What a block costs, so that it can be placed before it is made.</content>
public sealed partial class WeightBlock
{
    /// <summary>
    /// The most native bytes that a block holds at once, from its creation to the end of a solve by <c>chita</c>; nearly all of them are A. What
    /// the solver threads of a process share is not in it: two workspaces of a few MB, however many blocks there are.
    /// </summary>
    /// <param name="weights">Number of weights.</param>
    /// <param name="rows">n.</param>
    /// <param name="storage">How A is kept.</param>
    /// <param name="pattern">How scores are ranked.</param>
    /// <param name="spilled">Whether A lies on a disk: what of it is in memory the system can take back at any time.</param>
    public static long BytesFor(int weights, int rows, GradientStorage storage, BlockPattern pattern, bool spilled = false)
    {
        long chunks = Chunks(weights, pattern), vector = (long)Kernels.Padded(rows) * sizeof(double);
        var scores = 2L * Kernels.Padded(weights + 3) * sizeof(double);
        var keys = pattern.Chunk > OnStack ? chunks * Kernels.Padded(pattern.Chunk) * sizeof(uint) : 0;
        var kept = weights * (2L * sizeof(float) + sizeof(WeightFlags)) + scores + keys
            + (spilled ? 0 : GradientColumns.BytesFor(storage, weights, rows)) + (1 + chunks) * vector;

        // Never at the same time: the lists of a change of G; a scaled copy of q for each chunk under way where A is not float32.
        var lists = weights * (long)sizeof(int);
        var copies = storage == GradientStorage.Float32 ? 0 : chunks * vector;
        return kept + Math.Max(lists, copies);
    }

    private static int Chunks(int weights, BlockPattern pattern) => (weights + pattern.Chunk - 1) / pattern.Chunk;
}
