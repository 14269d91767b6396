namespace Chita.Gradients;

/// <summary>
/// Frees something when its owner has let it go and nobody uses it any more: who lets a network go need not know whether a forward pass of it
/// is still running.
/// </summary>
/// <param name="free">Frees it; called once, by whoever leaves last.</param>
internal sealed class Usage(Action free)
{
    private int _users = 1; // any thread, interlocked; the owner is one

    /// <summary>One more uses it, until it disposes of what it is given: once.</summary>
    /// <exception cref="ObjectDisposedException">It has been freed.</exception>
    public User Enter()
    {
        for (var users = Volatile.Read(ref _users); ;)
        {
            ObjectDisposedException.ThrowIf(users == 0, this);
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
                return new User(this);
            users = seen;
        }
    }

    /// <summary>One fewer; the owner leaves once, too.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            free();
    }

    /// <summary>One who uses it.</summary>
    public readonly struct User(Usage usage) : IDisposable
    {
        /// <summary>Uses it no more.</summary>
        public void Dispose() => usage.Leave();
    }
}
