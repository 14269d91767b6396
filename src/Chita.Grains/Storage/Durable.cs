using Orleans.Storage;

namespace Chita.Grains.Storage;

/// <summary>A grain's state with an owner: writes wait while the storage is away, and a second owner is told so instead of overwriting.</summary>
/// <typeparam name="T">The state.</typeparam>
/// <param name="state">Orleans' storage of it, guarded by its ETag.</param>
/// <param name="time">The clock.</param>
internal sealed class Durable<T>(IPersistentState<T> state, TimeProvider time) where T : class, IOwned
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private Task _last = Task.CompletedTask; // change: they come from turns that interleave, and each builds on the one before
    private T? _kept;                        // what the storage has, while another state is being written

    /// <summary>What was last written. What is being written is told to nobody: a crash would take it back.</summary>
    public T Value => _kept ?? state.State;

    /// <summary>What a write waits for, for the user; null when none waits. Written and read in turns of the grain.</summary>
    public string? Waiting { get; private set; }

    /// <summary>Changes the state, after all changes that were asked for before. The same state again is not written.</summary>
    /// <param name="change">Makes the next state of the last one written.</param>
    /// <param name="cancellation">Ends waiting for the storage; the state is as before then, or as the next write makes it.</param>
    /// <returns>The state.</returns>
    /// <exception cref="StaleOwnerException">Another activation has written since: it owns the state now.</exception>
    public async Task<T> ChangeAsync(Func<T, T> change, CancellationToken cancellation = default)
    {
        var done = await TurnAsync();
        var before = Value;
        try
        {
            var next = change(before);
            if (!ReferenceEquals(next, before))
                await SaveAsync(next, cancellation);
            return next;
        }
        finally
        {
            done.SetResult();
        }
    }

    /// <summary>Forgets the state: the grain is as one that was never used.</summary>
    public async Task ClearAsync()
    {
        var done = await TurnAsync();
        try
        {
            await state.ClearStateAsync();
        }
        finally
        {
            done.SetResult();
        }
    }

    /// <summary>Reads what is kept: another activation may have written since.</summary>
    public async Task ReadAsync()
    {
        var done = await TurnAsync();
        try
        {
            await state.ReadStateAsync();
        }
        finally
        {
            done.SetResult();
        }
    }

    /// <summary>Writes the state, as soon as the storage takes it.</summary>
    /// <exception cref="StaleOwnerException">Another activation has written since: it owns the state now.</exception>
    public async Task SaveAsync(T value, CancellationToken cancellation = default)
    {
        var before = _kept = state.State;
        try
        {
            state.State = value;
            await WriteAsync(value, before, cancellation);
        }
        catch (OperationCanceledException)
        {
            state.State = before;
            throw;
        }
        finally
        {
            _kept = null;
        }
    }

    private async Task WriteAsync(T value, T before, CancellationToken cancellation)
    {
        while (true)
        {
            var tag = state.Etag;
            try
            {
                await state.WriteStateAsync(cancellation);
                Waiting = null;
                return;
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested)
            {
                Waiting = failure is InconsistentStateException ? Waiting : $"waiting for the grain storage: {failure.GetBaseException().Message}";
                await ReconcileAsync(value, before, tag, cancellation);
            }

            await Task.Delay(RetryInterval, time, cancellation);
        }
    }

    private async Task<TaskCompletionSource> TurnAsync()
    {
        var (before, mine) = (_last, new TaskCompletionSource());
        _last = mine.Task;
        await before;
        return mine;
    }

    /// <summary>
    /// A write whose answer was lost may have been done: the ETag then is another one, although nobody else wrote. So the state is read
    /// again, and only what another owner wrote ends the matter: one as late as this one, or one that came after this one's last write.
    /// </summary>
    private async Task ReconcileAsync(T value, T before, string? tag, CancellationToken cancellation)
    {
        try
        {
            await state.ReadStateAsync(cancellation);
        }
        catch (Exception failure) when (failure is not InconsistentStateException)
        {
            Waiting = $"waiting for the grain storage: {failure.GetBaseException().Message}";
            state.State = value;
            return;
        }

        var found = state.State;
        var isMine = state.Etag == tag || found.Writer == value.Writer;
        if (!isMine && (found.Epoch >= value.Epoch || before.Writer == value.Writer && found.Epoch >= before.Epoch))
            throw new StaleOwnerException("Another activation of this grain has written since.");
        state.State = value;
    }
}
