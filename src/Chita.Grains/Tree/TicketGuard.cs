namespace Chita.Grains.Tree;

/// <summary>Remembers a node's last message and its answer. Used in turns of one grain only.</summary>
internal sealed class TicketGuard
{
    private Ticket _last = new(0, -1);
    private Task? _answer;

    /// <summary>Does the work of a new ticket, or gives the answer again for a repeat of the last one.</summary>
    /// <exception cref="InvalidOperationException">The ticket is older than the last one: its sender no longer owns the campaign, or lost its place.</exception>
    public Task<T> OnceAsync<T>(Ticket ticket, Func<Task<T>> work)
    {
        var order = ticket.Order(_last);
        if (order == 0 && _answer is Task<T> answer)
            return answer;
        if (order <= 0)
            throw new InvalidOperationException($"Message {ticket} was refused: {_last} came before it.");

        _last = ticket;
        var task = work();
        _answer = task;
        return task;
    }
}
