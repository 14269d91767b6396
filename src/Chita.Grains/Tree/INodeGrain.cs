using Chita.Collectives;
using Chita.Grains.Wire;

namespace Chita.Grains.Tree;

/// <summary>
/// A node of the tree of collectives that lives in a grain: <see cref="ICollectives"/> as messages, and the life of a node from stage
/// to stage. A layer passes all of them on to its blocks.
/// </summary>
[Alias("chita.INode")]
public interface INodeGrain : IGrainWithStringKey
{
    /// <inheritdoc cref="ICollectives.LayersAsync"/>
    [Alias("layers"), ResponseTimeout(Asking.Interval)]
    Task<LayerSizes> Layers();

    /// <inheritdoc cref="ICollectives.MomentsAsync"/>
    [Alias("moments"), ResponseTimeout(Asking.Interval)]
    Task<Moments> Moments(Ticket ticket);

    /// <inheritdoc cref="ICollectives.ScoreAsync"/>
    [Alias("score"), ResponseTimeout(Asking.Interval)]
    Task<Histogram> Score(Ticket ticket, WireVector<double> q, RankQuery query);

    /// <inheritdoc cref="ICollectives.AimAsync"/>
    [Alias("aim"), ResponseTimeout(Asking.Interval)]
    Task<Histogram> Aim(Ticket ticket, WireVector<double> q, RankQuery query);

    /// <inheritdoc cref="ICollectives.RankAsync"/>
    [Alias("rank"), ResponseTimeout(Asking.Interval)]
    Task<Histogram> Rank(Ticket ticket, RankQuery query);

    /// <inheritdoc cref="ICollectives.ProbeAsync"/>
    [Alias("probe"), ResponseTimeout(Asking.Interval)]
    Task<LineSums> Probe(Ticket ticket, LineCuts cuts);

    /// <inheritdoc cref="ICollectives.TiesAsync"/>
    /// <remarks>
    /// Changes nothing, so it needs no ticket; and it must not take one: a layer that selects asks its blocks for ties first, and then passes
    /// the one ticket on that it came with.
    /// </remarks>
    [Alias("ties"), ResponseTimeout(Asking.Interval)]
    Task<TieCounts> Ties(LineCuts cuts);

    /// <inheritdoc cref="ICollectives.SelectAsync"/>
    [Alias("select"), ResponseTimeout(Asking.Interval)]
    Task<SelectionSums> Select(Ticket ticket, LineCuts cuts, bool project);

    /// <inheritdoc cref="ICollectives.GramAsync"/>
    [Alias("gram"), ResponseTimeout(Asking.Interval)]
    Task<GramChange> Gram(Ticket ticket, bool rebuild);

    /// <inheritdoc cref="ICollectives.GramProductAsync"/>
    [Alias("gramProduct"), ResponseTimeout(Asking.Interval)]
    Task<VectorSum> GramProduct(Ticket ticket, WireVector<double> x);

    /// <inheritdoc cref="ICollectives.BorderAsync"/>
    [Alias("border"), ResponseTimeout(Asking.Interval)]
    Task<BorderColumns> Border(Ticket ticket, uint low, uint high);

    /// <inheritdoc cref="ICollectives.FlipAsync"/>
    [Alias("flip"), ResponseTimeout(Asking.Interval)]
    Task<SelectionSums> Flip(Ticket ticket, WireVector<long> positions);

    /// <inheritdoc cref="ICollectives.KeptProductAsync"/>
    [Alias("keptProduct"), ResponseTimeout(Asking.Interval)]
    Task<VectorSum> KeptProduct(Ticket ticket);

    /// <inheritdoc cref="ICollectives.PointAsync"/>
    [Alias("point"), ResponseTimeout(Asking.Interval)]
    Task<PointSums> Point(Ticket ticket, LineCuts cuts);

    /// <inheritdoc cref="ICollectives.ActivateAsync"/>
    [Alias("activate"), ResponseTimeout(Asking.Interval)]
    Task Activate(Ticket ticket, LineCuts cuts);

    /// <inheritdoc cref="ICollectives.GradientAsync"/>
    [Alias("gradient"), ResponseTimeout(Asking.Interval)]
    Task<GradientSums> Gradient(Ticket ticket, WireVector<double> residual, double ridge);

    /// <inheritdoc cref="ICollectives.BreakpointAsync"/>
    [Alias("breakpoint"), ResponseTimeout(Asking.Interval)]
    Task<Smallest> Breakpoint(Ticket ticket, double droppedMaximum);

    /// <inheritdoc cref="ICollectives.DescendAsync"/>
    [Alias("descend"), ResponseTimeout(Asking.Interval)]
    Task<DescentSums> Descend(Ticket ticket, WireVector<double> residual, double ridge);

    /// <inheritdoc cref="ICollectives.BacksolveBlocksAsync"/>
    [Alias("backsolveBlocks"), ResponseTimeout(Asking.Interval)]
    Task BacksolveBlocks(Ticket ticket, double ridge);

    /// <inheritdoc cref="ICollectives.CommitAsync"/>
    [Alias("commit"), ResponseTimeout(Asking.Interval)]
    Task<CommitSums> Commit(Ticket ticket, WireVector<double> q);

    /// <summary>Looks whether all rows of A have come; if so, makes their digests, and keeps them where a slice store is given.</summary>
    [Alias("seal"), ResponseTimeout(Asking.Interval)]
    Task<NodeState> Seal(Ticket ticket);

    /// <summary>Keeps the weights w where another silo finds them, as those that a stage begins with.</summary>
    [Alias("persist"), ResponseTimeout(Asking.Interval)]
    Task Persist(Ticket ticket, int stage);

    /// <summary>Takes the last commit back: w ← w̄.</summary>
    [Alias("restore"), ResponseTimeout(Asking.Interval)]
    Task Restore(Ticket ticket);

    /// <summary>Frees the node's memory and lets it go. A closed node may be closed again; an older owner closes nothing.</summary>
    [Alias("close"), ResponseTimeout(Asking.Interval)]
    Task Close(long epoch);
}
