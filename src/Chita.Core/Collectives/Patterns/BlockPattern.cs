namespace Chita.Collectives.Patterns;

/// <summary>
/// What a block does to the keys of its scores before they are ranked (algorithm.md §6): nothing, or what makes a selection by rank obey a
/// local structure. Blocks and their chunks are cut so that the weights of a unit never part.
/// </summary>
public abstract record BlockPattern
{
    /// <summary>The length of a chunk that need not care for units.</summary>
    internal const int PlainChunk = 1024;

    /// <summary>No structure: every weight is ranked by its own score.</summary>
    public static BlockPattern None { get; } = new NoPattern();

    /// <summary>How many weights, consecutive in row-major order, must stay together; they divide every tensor with this pattern.</summary>
    public abstract int Unit { get; }

    /// <summary>Weights in a block: as many whole units as fit the wanted size, at least one.</summary>
    /// <param name="wanted">The block size asked for, in weights.</param>
    public int BlockSize(int wanted) => Math.Max(Unit, wanted - wanted % Unit);

    /// <summary>How many consecutive weights have one key, and are selected together or not at all.</summary>
    internal virtual int Together => 1;

    /// <summary>Weights in a chunk: whole units near <see cref="PlainChunk"/>. A unit longer than that is a chunk of its own.</summary>
    internal int Chunk => BlockSize(PlainChunk);

    /// <summary>Turns the keys of single scores into those of the pattern. Keys of numbers that are not finite stay for all to see.</summary>
    /// <param name="keys">The keys of s = (1 − step)·from + step·to.</param>
    /// <param name="from">The line of scores at 0.</param>
    /// <param name="to">And at 1.</param>
    /// <param name="step">Where on the line.</param>
    /// <param name="count">How many weights: whole units.</param>
    internal abstract unsafe void Rank(uint* keys, double* from, double* to, double step, int count);
}
