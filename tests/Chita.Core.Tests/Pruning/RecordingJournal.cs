using Chita.Pruning;

namespace Chita.Core.Tests.Pruning;

/// <summary>Keeps all that a solve tells, and may end it at a checkpoint.</summary>
internal sealed class RecordingJournal : ISolveJournal
{
    public SolveCheckpoint? Resume { get; init; }

    /// <summary>The checkpoint, counted from 0, after which saving fails.</summary>
    public int FailsAfter { get; init; } = -1;

    public Action? Reported { get; init; }

    public List<SolveCheckpoint> Checkpoints { get; } = [];

    public List<SolveProgress> Reports { get; } = [];

    public Task SaveAsync(SolveCheckpoint checkpoint)
    {
        Checkpoints.Add(checkpoint);
        return Checkpoints.Count - 1 == FailsAfter ? Task.FromException(new IOException("The disk is full.")) : Task.CompletedTask;
    }

    /// <summary>The dual vector of the committed weights.</summary>
    public double[]? Dual { get; private set; }

    public void Conclude(double[] q) => Dual = q;

    public void Report(SolveProgress progress)
    {
        Reports.Add(progress);
        Reported?.Invoke();
    }
}
