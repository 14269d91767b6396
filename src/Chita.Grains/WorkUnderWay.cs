namespace Chita.Grains;

/// <summary>
/// Work that is asked for by messages, of which some come twice (<see cref="Asking"/>): who asks for work that is under way waits for it too. Used
/// in turns of one grain, whose methods interleave.
/// </summary>
internal sealed class WorkUnderWay
{
    private readonly Dictionary<object, (Task Task, CancellationTokenSource Cancel)> _works = [];

    /// <summary>Begins the work of this name, or joins it. Whoever cancels, cancels it for all: they are one caller, who asked twice.</summary>
    /// <param name="name">Equal for requests for the same.</param>
    /// <param name="begin">Begins it.</param>
    /// <param name="cancellation">This caller's.</param>
    public async Task<T> JoinAsync<T>(object name, Func<CancellationToken, Task<T>> begin, CancellationToken cancellation = default)
    {
        if (!_works.TryGetValue(name, out var work))
        {
            var cancel = new CancellationTokenSource();
            work = (RunAsync(name, begin(cancel.Token)), cancel);
            if (!work.Task.IsCompleted)
                _works.Add(name, work);
        }

        using var registration = cancellation.UnsafeRegister(cancel => ((CancellationTokenSource)cancel!).Cancel(), work.Cancel);
        return await (Task<T>)work.Task;
    }

    /// <inheritdoc cref="JoinAsync{T}(object, Func{CancellationToken, Task{T}}, CancellationToken)"/>
    public Task JoinAsync(object name, Func<CancellationToken, Task> begin, CancellationToken cancellation = default) => JoinAsync(name, async token =>
    {
        await begin(token);
        return true;
    }, cancellation);

    private async Task<T> RunAsync<T>(object name, Task<T> work)
    {
        try
        {
            return await work;
        }
        finally
        {
            _works.Remove(name);
        }
    }
}
