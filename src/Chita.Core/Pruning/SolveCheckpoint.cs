namespace Chita.Pruning;

/// <summary>
/// All that a solve by <c>chita</c> goes on from: q, and what it has found so far, but nothing of the size of the network (architecture,
/// contract 2). Taken at anchors, before their work, where G is rebuilt from scratch (algorithm.md §4). Doubles must be stored to their last bit.
/// </summary>
public sealed record SolveCheckpoint
{
    /// <summary>The iteration that comes next: an anchor, so never 0.</summary>
    public required int Iteration { get; init; }

    /// <summary>q, n elements.</summary>
    public required double[] Q { get; init; }

    /// <summary>The dual vector whose scores select the best support so far, n elements; empty stands for 0.</summary>
    public required double[] BestStart { get; init; }

    /// <summary>The backsolve's q on that support, n elements: the best weights so far.</summary>
    public required double[] BestQ { get; init; }

    /// <summary>Q of those weights.</summary>
    public required double BestObjective { get; init; }

    /// <summary>The dual vector of the highest bound so far, n elements; empty stands for 0.</summary>
    public required double[] HighestQ { get; init; }

    /// <summary>The highest bound so far.</summary>
    public required double HighestBound { get; init; }

    /// <summary>The gap after each iteration so far: a solve ends when they no longer shrink.</summary>
    public required double[] Gaps { get; init; }

    /// <summary>Checks that a solve of so many rows can go on from here.</summary>
    internal void Check(int rows)
    {
        var fits = Iteration == Gaps.Length && DualSolve.IsAnchor(Iteration) && Iteration > 0 && Q.Length == rows && BestQ.Length == rows
            && (BestStart.Length == rows || BestStart.Length == 0) && (HighestQ.Length == rows || HighestQ.Length == 0);
        if (!fits)
            throw new ArgumentException($"The checkpoint at iteration {Iteration} with {Q.Length} dual variables is not one of a solve with {rows} rows.");
    }
}
