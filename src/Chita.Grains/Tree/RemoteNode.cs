using Chita.Collectives;
using Chita.Grains.Wire;

namespace Chita.Grains.Tree;

/// <summary>A child of a <see cref="CollectiveTree"/> that is a grain.</summary>
/// <param name="node">The grain.</param>
/// <param name="ticket">The ticket of the message to send.</param>
internal sealed class RemoteNode(INodeGrain node, Func<Ticket> ticket) : ICollectives
{
    public Task<Moments> MomentsAsync() => node.Moments(ticket());

    public Task<Histogram> ScoreAsync(double[] q) => node.Score(ticket(), WireVector.Of(q));

    public Task<Histogram> RefineAsync(ScoreDigits digits) => node.Refine(ticket(), digits);

    public Task<SelectionSums> SelectAsync(Cut cut) => node.Select(ticket(), cut);

    public Task<GramChange> GramAsync(bool rebuild) => node.Gram(ticket(), rebuild);

    public Task<PointSums> PointAsync(bool adopt) => node.Point(ticket(), adopt);

    public Task<GradientSums> GradientAsync(double[] residual, double ridge) => node.Gradient(ticket(), WireVector.Of(residual), ridge);

    public Task<Smallest> BreakpointAsync(double droppedMaximum) => node.Breakpoint(ticket(), droppedMaximum);

    public Task<Histogram> StepAsync(double step) => node.Step(ticket(), step);

    public Task<CommitSums> CommitAsync(double[] q) => node.Commit(ticket(), WireVector.Of(q));
}
