namespace Chita.Grains;

/// <summary>
/// Asks grains for work that may take long. A message or its answer may be lost while both silos live, as when a connection is cut for a moment:
/// then it is asked for again, which is harmless, because whoever is asked does nothing twice (architecture, contract 4).
/// </summary>
internal static class Asking
{
    /// <summary>How long an answer is waited for. No limit of the work: who asks again is told when the work under way is done.</summary>
    public const string Interval = "00:00:30";

    /// <summary>
    /// Asks until there is an answer. A silo that is gone for good ends the wait when it is declared dead. Answers do not pass through a turn of the
    /// grain that asks, as there are very many; only asking again does.
    /// </summary>
    public static async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> ask, CancellationToken cancellation = default)
    {
        var grain = TaskScheduler.Current;
        var answer = ask();
        while (true)
        {
            await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (answer.Exception?.InnerException is not TimeoutException)
                return await answer.ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            answer = Task.Factory.StartNew(ask, cancellation, TaskCreationOptions.None, grain).Unwrap();
        }
    }

    /// <inheritdoc cref="UntilAnsweredAsync{T}(Func{Task{T}}, CancellationToken)"/>
    public static Task UntilAnsweredAsync(Func<Task> ask, CancellationToken cancellation = default) => UntilAnsweredAsync(async () =>
    {
        await ask();
        return true;
    }, cancellation);
}
