using Orleans.Storage;

namespace Chita.Grains.Storage;

/// <summary>A grain's state with an owner: writes wait while the storage is away, and a second owner is told so instead of overwriting.</summary>
/// <typeparam name="T">The state.</typeparam>
/// <param name="state">Orleans' storage of it, guarded by its ETag.</param>
/// <param name="time">The clock.</param>
internal sealed class Durable<T>(IPersistentState<T> state, TimeProvider time) where T : IOwned
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>What was last written, or is being written.</summary>
    public T Value => state.State;

    /// <summary>What a write waits for, for the user; null when none waits. Written and read in turns of the grain.</summary>
    public string? Waiting { get; private set; }

    /// <summary>Writes the state, as soon as the storage takes it.</summary>
    /// <exception cref="StaleOwnerException">Another activation has written since: it owns the state now.</exception>
    public async Task SaveAsync(T value, CancellationToken cancellation = default)
    {
        state.State = value;
        while (true)
        {
            try
            {
                await state.WriteStateAsync(cancellation);
                Waiting = null;
                return;
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested)
            {
                Waiting = failure is InconsistentStateException ? Waiting : $"waiting for the grain storage: {failure.GetBaseException().Message}";
                await ReconcileAsync(value, cancellation);
            }

            await Task.Delay(RetryInterval, time, cancellation);
        }
    }

    /// <summary>
    /// A write whose answer was lost may have been done: the ETag then is another one, although nobody else wrote. So the state is read
    /// again, and only what another owner wrote ends the matter.
    /// </summary>
    private async Task ReconcileAsync(T value, CancellationToken cancellation)
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
        if (found.Writer != value.Writer && found.Epoch >= value.Epoch)
            throw new StaleOwnerException("Another activation of this grain has written since.");
        state.State = value;
    }
}
