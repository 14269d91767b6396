using Chita.Collectives;
using Chita.Grains.Wire;

namespace Chita.Grains.Tree;

/// <summary>A child of a <see cref="CollectiveTree"/> that is a grain.</summary>
/// <param name="node">The grain.</param>
/// <param name="ticket">The ticket of the message to send.</param>
internal sealed class RemoteNode(INodeGrain node, Func<Ticket> ticket) : ICollectives
{
    public Task<LayerSizes> LayersAsync() => Asking.UntilAnsweredAsync(node.Layers);

    public Task<Moments> MomentsAsync() => AskAsync(told => node.Moments(told));

    public Task<Histogram> ScoreAsync(double[] q, RankQuery query) => AskAsync(told => node.Score(told, WireVector.Of(q), query));

    public Task<Histogram> AimAsync(double[] q, RankQuery query) => AskAsync(told => node.Aim(told, WireVector.Of(q), query));

    public Task<Histogram> RankAsync(RankQuery query) => AskAsync(told => node.Rank(told, query));

    public Task<LineSums> ProbeAsync(LineCuts cuts) => AskAsync(told => node.Probe(told, cuts));

    public Task<TieCounts> TiesAsync(LineCuts cuts) => Asking.UntilAnsweredAsync(() => node.Ties(cuts));

    public Task<SelectionSums> SelectAsync(LineCuts cuts, bool project) => AskAsync(told => node.Select(told, cuts, project));

    public Task<GramChange> GramAsync(bool rebuild) => AskAsync(told => node.Gram(told, rebuild));

    public Task<VectorSum> GramProductAsync(double[] x) => AskAsync(told => node.GramProduct(told, WireVector.Of(x)));

    public Task<BorderColumns> BorderAsync(uint low, uint high) => AskAsync(told => node.Border(told, low, high));

    public Task<SelectionSums> FlipAsync(long[] positions) => AskAsync(told => node.Flip(told, WireVector.Of(positions)));

    public Task<VectorSum> KeptProductAsync() => AskAsync(told => node.KeptProduct(told));

    public Task<PointSums> PointAsync(LineCuts cuts) => AskAsync(told => node.Point(told, cuts));

    public Task ActivateAsync(LineCuts cuts) => AskAsync(told => node.Activate(told, cuts));

    public Task<GradientSums> GradientAsync(double[] residual, double ridge) => AskAsync(told => node.Gradient(told, WireVector.Of(residual), ridge));

    public Task<Smallest> BreakpointAsync(double droppedMaximum) => AskAsync(told => node.Breakpoint(told, droppedMaximum));

    public Task<DescentSums> DescendAsync(double[] residual, double ridge) => AskAsync(told => node.Descend(told, WireVector.Of(residual), ridge));

    public Task BacksolveBlocksAsync(double ridge) => AskAsync(told => node.BacksolveBlocks(told, ridge));

    public Task<CommitSums> CommitAsync(double[] q) => AskAsync(told => node.Commit(told, WireVector.Of(q)));

    /// <summary>A message that was lost on the way is sent again with its ticket, and is not done twice.</summary>
    private Task<T> AskAsync<T>(Func<Ticket, Task<T>> ask)
    {
        var told = ticket();
        return Asking.UntilAnsweredAsync(() => ask(told));
    }

    private Task AskAsync(Func<Ticket, Task> ask)
    {
        var told = ticket();
        return Asking.UntilAnsweredAsync(() => ask(told));
    }
}
