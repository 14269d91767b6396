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

    public Task<LayerSizes> Layers() => Node.LayersAsync();

    public Task<Moments> Moments(Ticket ticket) => Once(ticket, () => Node.MomentsAsync());

    public Task<Histogram> Score(Ticket ticket, WireVector<double> q, RankQuery query) => Once(ticket, () => Node.ScoreAsync(q.ToArray(), query));

    public Task<Histogram> Aim(Ticket ticket, WireVector<double> q, RankQuery query) => Once(ticket, () => Node.AimAsync(q.ToArray(), query));

    public Task<Histogram> Rank(Ticket ticket, RankQuery query) => Once(ticket, () => Node.RankAsync(query));

    public Task<LineSums> Probe(Ticket ticket, LineCuts cuts) => Once(ticket, () => Node.ProbeAsync(cuts));

    public Task<TieCounts> Ties(LineCuts cuts) => Node.TiesAsync(cuts);

    public Task<SelectionSums> Select(Ticket ticket, LineCuts cuts, bool project) => Once(ticket, () => Node.SelectAsync(cuts, project));

    public Task<GramChange> Gram(Ticket ticket, bool rebuild) => Once(ticket, () => Node.GramAsync(rebuild));

    public Task<VectorSum> GramProduct(Ticket ticket, WireVector<double> x) => Once(ticket, () => Node.GramProductAsync(x.ToArray()));

    public Task<BorderColumns> Border(Ticket ticket, uint low, uint high) => Once(ticket, () => Node.BorderAsync(low, high));

    public Task<SelectionSums> Flip(Ticket ticket, WireVector<long> positions) => Once(ticket, () => Node.FlipAsync(positions.ToArray()));

    public Task<VectorSum> KeptProduct(Ticket ticket) => Once(ticket, () => Node.KeptProductAsync());

    public Task<PointSums> Point(Ticket ticket, LineCuts cuts) => Once(ticket, () => Node.PointAsync(cuts));

    public Task Activate(Ticket ticket, LineCuts cuts) => Once(ticket, () => Node.ActivateAsync(cuts));

    public Task<GradientSums> Gradient(Ticket ticket, WireVector<double> residual, double ridge) => Once(ticket, () => Node.GradientAsync(residual.ToArray(), ridge));

    public Task<Smallest> Breakpoint(Ticket ticket, double droppedMaximum) => Once(ticket, () => Node.BreakpointAsync(droppedMaximum));

    public Task<DescentSums> Descend(Ticket ticket, WireVector<double> residual, double ridge) => Once(ticket, () => Node.DescendAsync(residual.ToArray(), ridge));

    public Task BacksolveBlocks(Ticket ticket, double ridge) => Once(ticket, () => Node.BacksolveBlocksAsync(ridge));

    public Task<CommitSums> Commit(Ticket ticket, WireVector<double> q) => Once(ticket, () => Node.CommitAsync(q.ToArray()));

    public abstract Task<NodeState> Seal(Ticket ticket);

    public abstract Task Persist(Ticket ticket, int stage);

    public abstract Task Restore(Ticket ticket);

    public abstract Task Close(long epoch);

    /// <summary>From now on, messages of owners before this epoch are refused.</summary>
    /// <exception cref="StaleOwnerException">A later owner has been here.</exception>
    protected void Admit(long epoch) => _guard.Admit(epoch);

    /// <summary>Whether a later owner has been here.</summary>
    protected bool IsStale(long epoch) => _guard.IsStale(epoch);

    /// <summary>What to say when asked for something that a fresh activation does not have; it goes away, so that it can be opened elsewhere.</summary>
    protected NodeLostException Lost()
    {
        DeactivateOnIdle();
        return new NodeLostException($"{this.GetPrimaryKeyString()} is not open here.");
    }

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
