using Chita.Grains.Storage;
using Chita.Pruning;

namespace Chita.Grains.Coordination;

/// <summary>What a coordinator keeps: a few vectors of n numbers, written at the anchors of a solve (algorithm.md §4).</summary>
public sealed record CheckpointRecord : IOwned
{
    /// <summary>Names the run of the campaign.</summary>
    public string Run { get; init; } = "";

    /// <summary>The owner's epoch.</summary>
    public long Epoch { get; init; }

    /// <summary>The activation that wrote this.</summary>
    public Guid Writer { get; init; }

    /// <summary>The stage.</summary>
    public int Stage { get; init; }

    /// <summary>Which of the stage's solves, from 0.</summary>
    public int Solve { get; init; }

    /// <summary>Where that solve stood; null before the first anchor worth keeping.</summary>
    public SolveCheckpoint? Checkpoint { get; init; }

    /// <summary>Objective and bound after each iteration until there, in turns.</summary>
    public IReadOnlyList<double> Trace { get; init; } = [];
}
