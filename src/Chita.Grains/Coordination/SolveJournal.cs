using Chita.Grains.Storage;
using Chita.Pruning;

namespace Chita.Grains.Coordination;

/// <summary>
/// Keeps a solve's checkpoints in the coordinator's state, and what the solve told of its iterations. A checkpoint of the same solve,
/// whoever wrote it, is gone on from.
/// </summary>
internal sealed class SolveJournal : ISolveJournal
{
    private readonly Durable<CheckpointRecord> _ledger;
    private readonly CheckpointRecord _mine;
    private readonly bool _keeps;
    private readonly CancellationToken _cancellation;
    private readonly List<double> _trace = [];

    /// <param name="ledger">Where checkpoints are.</param>
    /// <param name="mine">Whose and of which solve those to come are.</param>
    /// <param name="keeps">Whether there are to be any.</param>
    /// <param name="cancellation">Ends waiting for the storage.</param>
    public SolveJournal(Durable<CheckpointRecord> ledger, CheckpointRecord mine, bool keeps, CancellationToken cancellation)
    {
        (_ledger, _mine, _keeps, _cancellation) = (ledger, mine, keeps, cancellation);
        if (ledger.Value is not { Checkpoint: { } checkpoint } found || (found.Run, found.Stage, found.Solve) != (mine.Run, mine.Stage, mine.Solve))
            return;
        Resume = checkpoint;
        _trace.AddRange(found.Trace);
    }

    public SolveCheckpoint? Resume { get; }

    public SolveProgress? Last { get; private set; }

    /// <summary>The dual vector of the weights that were committed; null before, and of methods that have none.</summary>
    public double[]? Committed { get; private set; }

    /// <summary>Objective and bound after each iteration, in turns.</summary>
    public double[] Trace => [.. _trace];

    public Task SaveAsync(SolveCheckpoint checkpoint) => _keeps
        ? _ledger.SaveAsync(_mine with { Checkpoint = checkpoint, Trace = Trace }, _cancellation)
        : Task.CompletedTask;

    public void Conclude(double[] q) => Committed = q;

    public void Report(SolveProgress progress)
    {
        Last = progress;
        _trace.Add(progress.Best.Objective);
        _trace.Add(progress.Best.LowerBound ?? double.NaN);
    }
}
