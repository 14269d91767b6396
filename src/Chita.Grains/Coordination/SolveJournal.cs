using Chita.Grains.Storage;
using Chita.Pruning;

namespace Chita.Grains.Coordination;

/// <summary>
/// Keeps a solve's checkpoints in the coordinator's state, and what the solve told of its iterations. A checkpoint of the same run and stage,
/// whoever wrote it, is gone on from.
/// </summary>
internal sealed class SolveJournal : ISolveJournal
{
    private readonly Durable<CheckpointRecord> _ledger;
    private readonly CheckpointRecord _mine;
    private readonly CancellationToken _cancellation;
    private readonly List<double> _trace = [];

    /// <param name="ledger">Where checkpoints are.</param>
    /// <param name="mine">Whose and of which solve those to come are.</param>
    /// <param name="cancellation">Ends waiting for the storage.</param>
    public SolveJournal(Durable<CheckpointRecord> ledger, CheckpointRecord mine, CancellationToken cancellation)
    {
        (_ledger, _mine, _cancellation) = (ledger, mine, cancellation);
        if (ledger.Value is not { Checkpoint: { } checkpoint } found || found.Run != mine.Run || found.Stage != mine.Stage)
            return;
        Resume = checkpoint;
        _trace.AddRange(found.Trace);
    }

    public SolveCheckpoint? Resume { get; }

    public SolveProgress? Last { get; private set; }

    /// <summary>Objective and bound after each iteration, in turns.</summary>
    public double[] Trace => [.. _trace];

    public Task SaveAsync(SolveCheckpoint checkpoint) =>
        _ledger.SaveAsync(_mine with { Checkpoint = checkpoint, Trace = Trace }, _cancellation);

    public void Report(SolveProgress progress)
    {
        Last = progress;
        _trace.Add(progress.Best.Objective);
        _trace.Add(progress.Best.LowerBound ?? double.NaN);
    }
}
