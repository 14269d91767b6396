using Chita.Collectives;
using Chita.Grains.Wire;

namespace Chita.Grains.Tree;

/// <summary>A child of a <see cref="CollectiveTree"/> that is a grain.</summary>
/// <param name="node">The grain.</param>
/// <param name="ticket">The ticket of the message to send.</param>
internal sealed class RemoteNode(INodeGrain node, Func<Ticket> ticket) : ICollectives
{
    public Task<LayerSizes> LayersAsync() => node.Layers();

    public Task<Moments> MomentsAsync() => node.Moments(ticket());

    public Task<Histogram> ScoreAsync(double[] q, RankQuery query) => node.Score(ticket(), WireVector.Of(q), query);

    public Task<Histogram> AimAsync(double[] q, RankQuery query) => node.Aim(ticket(), WireVector.Of(q), query);

    public Task<Histogram> RankAsync(RankQuery query) => node.Rank(ticket(), query);

    public Task<LineSums> ProbeAsync(LineCuts cuts) => node.Probe(ticket(), cuts);

    public Task<TieCounts> TiesAsync(LineCuts cuts) => node.Ties(cuts);

    public Task<SelectionSums> SelectAsync(LineCuts cuts, bool project) => node.Select(ticket(), cuts, project);

    public Task<GramChange> GramAsync(bool rebuild) => node.Gram(ticket(), rebuild);

    public Task<VectorSum> GramProductAsync(double[] x) => node.GramProduct(ticket(), WireVector.Of(x));

    public Task<BorderColumns> BorderAsync(uint low, uint high) => node.Border(ticket(), low, high);

    public Task<SelectionSums> FlipAsync(long[] positions) => node.Flip(ticket(), WireVector.Of(positions));

    public Task<VectorSum> KeptProductAsync() => node.KeptProduct(ticket());

    public Task<PointSums> PointAsync(LineCuts cuts) => node.Point(ticket(), cuts);

    public Task ActivateAsync(LineCuts cuts) => node.Activate(ticket(), cuts);

    public Task<GradientSums> GradientAsync(double[] residual, double ridge) => node.Gradient(ticket(), WireVector.Of(residual), ridge);

    public Task<Smallest> BreakpointAsync(double droppedMaximum) => node.Breakpoint(ticket(), droppedMaximum);

    public Task<DescentSums> DescendAsync(double[] residual, double ridge) => node.Descend(ticket(), WireVector.Of(residual), ridge);

    public Task BacksolveBlocksAsync(double ridge) => node.BacksolveBlocks(ticket(), ridge);

    public Task<CommitSums> CommitAsync(double[] q) => node.Commit(ticket(), WireVector.Of(q));
}
