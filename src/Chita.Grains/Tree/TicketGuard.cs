namespace Chita.Grains.Tree;

/// <summary>Remembers a node's last message and its answer. Used in turns of one grain only.</summary>
internal sealed class TicketGuard
{
    private Ticket _last = new(0, -1);
    private Task? _answer;

    /// <summary>From now on, tickets of owners before this epoch are refused.</summary>
    /// <exception cref="StaleOwnerException">A later owner has been here.</exception>
    public void Admit(long epoch)
    {
        if (IsStale(epoch))
            throw new StaleOwnerException($"Epoch {epoch} was refused: epoch {_last.Epoch} owns the campaign.");
        if (epoch > _last.Epoch)
            (_last, _answer) = (new Ticket(epoch, 0), null);
    }

    /// <summary>Whether a later owner than this one has been here.</summary>
    public bool IsStale(long epoch) => epoch < _last.Epoch;

    /// <summary>Does the work of a new ticket, or gives the answer again for a repeat of the last one.</summary>
    /// <exception cref="NodeLostException">The ticket is older than the last one.</exception>
    /// <exception cref="StaleOwnerException">It is an older owner's.</exception>
    public Task<T> OnceAsync<T>(Ticket ticket, Func<Task<T>> work)
    {
        var order = ticket.Order(_last);
        if (order == 0 && _answer is Task<T> answer)
            return answer;
        if (ticket.Epoch < _last.Epoch)
            throw new StaleOwnerException($"Message {ticket} was refused: epoch {_last.Epoch} owns the campaign.");
        if (order <= 0)
            throw new NodeLostException($"Message {ticket} was refused: {_last} came before it. Who sends it was activated anew.");

        (_last, _answer) = (ticket, null);
        var task = work();
        _answer = task;
        return task;
    }
}
