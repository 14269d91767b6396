using Chita.Numerics;

namespace Chita.Collectives;

/// <summary>
/// A node of the tree of collectives: asks its children at once, adds their answers in their order. Blocks add up to layers, layers
/// to the model; the order never depends on where a child lives or when it answers. Where digits or cuts come layer by layer, each
/// child is told its own, and answers stay apart.
/// </summary>
/// <param name="children">In weight order.</param>
/// <param name="threads">Where sums of n × n matrices run.</param>
public sealed class CollectiveTree(IReadOnlyList<ICollectives> children, SolverThreads threads) : ICollectives
{
    private long[] _weights = []; // of each child; written by BorderAsync, read by FlipAsync, never at the same time

    /// <summary>In weight order: of the whole network its layers.</summary>
    public IReadOnlyList<ICollectives> Children => children;

    /// <inheritdoc/>
    public Task<LayerSizes> LayersAsync() => SumAsync(child => child.LayersAsync());

    /// <inheritdoc/>
    public Task<Moments> MomentsAsync() => SumAsync(child => child.MomentsAsync());

    /// <inheritdoc/>
    public Task<Histogram> ScoreAsync(double[] q, RankQuery query) => CountAsync(query, (child, part) => child.ScoreAsync(q, part));

    /// <inheritdoc/>
    public Task<Histogram> AimAsync(double[] q, RankQuery query) => CountAsync(query, (child, part) => child.AimAsync(q, part));

    /// <inheritdoc/>
    public Task<Histogram> RankAsync(RankQuery query) => CountAsync(query, (child, part) => child.RankAsync(part));

    /// <inheritdoc/>
    public Task<LineSums> ProbeAsync(LineCuts cuts) => SumAsync(cuts, (child, part) => child.ProbeAsync(part));

    /// <inheritdoc/>
    public Task<TieCounts> TiesAsync(LineCuts cuts) => SumAsync(cuts, (child, part) => child.TiesAsync(part));

    /// <inheritdoc/>
    public async Task<SelectionSums> SelectAsync(LineCuts cuts, bool project)
    {
        var told = await PlaceTiesAsync(cuts);
        return SelectionSums.Sum(await AskAsync((child, i) => child.SelectAsync(told[i], project)));
    }

    /// <inheritdoc/>
    public async Task<BorderColumns> BorderAsync(uint low, uint high)
    {
        var parts = await AskAsync((child, _) => child.BorderAsync(low, high));
        _weights = [.. parts.Select(part => part.Weights)];
        return BorderColumns.Sum(parts);
    }

    /// <inheritdoc/>
    public async Task<SelectionSums> FlipAsync(long[] positions)
    {
        if (_weights.Length == 0)
            throw new InvalidOperationException("Positions are told by the border: ask for that first.");
        var told = new long[children.Count][];
        var before = 0L;
        for (var i = 0; i < told.Length; before += _weights[i++])
            told[i] = [.. positions.Where(position => position >= before && position < before + _weights[i]).Select(position => position - before)];
        return SelectionSums.Sum(await AskAsync((child, i) => child.FlipAsync(told[i])));
    }

    /// <inheritdoc/>
    public Task<GramChange> GramAsync(bool rebuild) => SumAsync(child => child.GramAsync(rebuild));

    /// <inheritdoc/>
    public Task<VectorSum> GramProductAsync(double[] x) => SumAsync(child => child.GramProductAsync(x));

    /// <inheritdoc/>
    public Task<VectorSum> KeptProductAsync() => SumAsync(child => child.KeptProductAsync());

    /// <inheritdoc/>
    public async Task<PointSums> PointAsync(LineCuts cuts)
    {
        var told = await PlaceTiesAsync(cuts);
        return PointSums.Sum(await AskAsync((child, i) => child.PointAsync(told[i])));
    }

    /// <inheritdoc/>
    public async Task ActivateAsync(LineCuts cuts)
    {
        var told = await PlaceTiesAsync(cuts);
        await Task.WhenAll(children.Select((child, i) => child.ActivateAsync(told[i])));
    }

    /// <inheritdoc/>
    public Task<GradientSums> GradientAsync(double[] residual, double ridge) => SumAsync(child => child.GradientAsync(residual, ridge));

    /// <inheritdoc/>
    public Task<Smallest> BreakpointAsync(double droppedMaximum) => SumAsync(child => child.BreakpointAsync(droppedMaximum));

    /// <inheritdoc/>
    public async Task<DescentSums> DescendAsync(double[] residual, double ridge)
    {
        // The order of the weights is part of the method: r goes from child to child.
        var decrease = 0.0;
        foreach (var child in children)
        {
            var part = await child.DescendAsync(residual, ridge);
            residual = part.Residual;
            decrease += part.Decrease;
        }

        return new DescentSums(residual, decrease);
    }

    /// <inheritdoc/>
    public Task BacksolveBlocksAsync(double ridge) => Task.WhenAll(children.Select(child => child.BacksolveBlocksAsync(ridge)));

    /// <inheritdoc/>
    public Task<CommitSums> CommitAsync(double[] q) => SumAsync(child => child.CommitAsync(q));

    /// <summary>
    /// The cuts for each child. Where order decides between ties, the children are asked how many they hold, so that each knows how
    /// many lie before it; seldom, since float32 tells most scores apart.
    /// </summary>
    private async Task<LineCuts[]> PlaceTiesAsync(LineCuts cuts)
    {
        var told = Enumerable.Range(0, children.Count).Select(i => cuts.For(i, children.Count)).ToArray();
        if (!RankQuery.IsShared(cuts.Cuts.Length, cuts.Steps.Length, children.Count) || children.Count == 1 || !cuts.Cuts[0].IsAmbiguous)
            return told;

        var before = cuts.Cuts[0].Before;
        var ties = await AskAsync((child, _) => child.TiesAsync(cuts));
        for (var i = 0; i < told.Length; before += ties[i++].Counts[0])
            told[i] = cuts with { Cuts = [cuts.Cuts[0] with { Before = before }] };
        return told;
    }

    private async Task<Histogram> CountAsync(RankQuery query, Func<ICollectives, RankQuery, Task<Histogram>> ask)
    {
        var parts = await AskAsync((child, i) => ask(child, query.For(i, children.Count)));
        return RankQuery.IsShared(query.Digits.Length, query.Steps.Length, children.Count) ? Histogram.Sum(parts) : Histogram.Concat(parts);
    }

    private async Task<T> SumAsync<T>(LineCuts cuts, Func<ICollectives, LineCuts, Task<T>> ask) where T : ISum<T> =>
        T.Sum(await AskAsync((child, i) => ask(child, cuts.For(i, children.Count))));

    private async Task<T> SumAsync<T>(Func<ICollectives, Task<T>> ask) where T : ISum<T>
    {
        var parts = await AskAsync((child, _) => ask(child));
        return parts.Length == 1 ? parts[0] : await threads.RunAsync(() => T.Sum(parts));
    }

    private Task<T[]> AskAsync<T>(Func<ICollectives, int, Task<T>> ask) => Task.WhenAll(children.Select(ask));
}
