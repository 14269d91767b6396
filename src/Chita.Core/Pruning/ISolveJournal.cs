namespace Chita.Pruning;

/// <summary>
/// Who looks on while a solve runs, and keeps what a later one goes on from. Called on the solve's own path, one call at a time.
/// </summary>
/// <remarks>
/// Only <c>chita</c> writes and resumes checkpoints. The other methods are short: they never look at <see cref="Resume"/> and start over.
/// </remarks>
public interface ISolveJournal
{
    /// <summary>
    /// Where the solve goes on; null begins anew. The blocks must hold the w̄ and the A of the solve that saved it, and the problem be the same:
    /// then every bit is as if the solve had never been interrupted.
    /// </summary>
    SolveCheckpoint? Resume => null;

    /// <summary>Keeps a checkpoint; the one before it is no longer needed. The solve waits, and fails with what this fails with.</summary>
    Task SaveAsync(SolveCheckpoint checkpoint) => Task.CompletedTask;

    /// <summary>Told after every iteration.</summary>
    void Report(SolveProgress progress);

    /// <summary>Told once, by <c>chita</c> alone, when the weights are committed.</summary>
    /// <param name="q">Their dual vector, n elements: the scores there are the kept weights' values, and propose one for each that was dropped.</param>
    void Conclude(double[] q)
    {
    }
}
