using Chita.Collectives;
using Chita.Grains.Wire;

namespace Chita.Grains.Tree;

/// <summary>What layers and blocks share: messages become calls of the node's <see cref="ICollectives"/>, each once.</summary>
internal abstract class NodeGrain : Grain, INodeGrain
{
    private readonly TicketGuard _guard = new();

    /// <summary>The ticket being served.</summary>
    protected Ticket Current { get; private set; }

    /// <summary>The block, or the tree over blocks.</summary>
    /// <exception cref="InvalidOperationException">The node is not open.</exception>
    protected abstract ICollectives Node { get; }

    public Task<Moments> Moments(Ticket ticket) => Once(ticket, () => Node.MomentsAsync());

    public Task<Histogram> Score(Ticket ticket, WireVector<double> q) => Once(ticket, () => Node.ScoreAsync(q.ToArray()));

    public Task<Histogram> Refine(Ticket ticket, ScoreDigits digits) => Once(ticket, () => Node.RefineAsync(digits));

    public Task<SelectionSums> Select(Ticket ticket, Cut cut) => Once(ticket, () => Node.SelectAsync(cut));

    public Task<GramChange> Gram(Ticket ticket, bool rebuild) => Once(ticket, () => Node.GramAsync(rebuild));

    public Task<PointSums> Point(Ticket ticket, bool adopt) => Once(ticket, () => Node.PointAsync(adopt));

    public Task<GradientSums> Gradient(Ticket ticket, WireVector<double> residual, double ridge) =>
        Once(ticket, () => Node.GradientAsync(residual.ToArray(), ridge));

    public Task<Smallest> Breakpoint(Ticket ticket, double droppedMaximum) => Once(ticket, () => Node.BreakpointAsync(droppedMaximum));

    public Task<Histogram> Step(Ticket ticket, double step) => Once(ticket, () => Node.StepAsync(step));

    public Task<CommitSums> Commit(Ticket ticket, WireVector<double> q) => Once(ticket, () => Node.CommitAsync(q.ToArray()));

    public abstract Task BeginStage(Ticket ticket, int stage);

    public abstract Task Seal(Ticket ticket);

    public abstract Task Restore(Ticket ticket);

    public abstract Task Close();

    protected Task<T> Once<T>(Ticket ticket, Func<Task<T>> work) => _guard.OnceAsync(ticket, () =>
    {
        Current = ticket;
        return work();
    });

    protected Task Once(Ticket ticket, Func<Task> work) => Once(ticket, async () =>
    {
        await work();
        return true;
    });
}
