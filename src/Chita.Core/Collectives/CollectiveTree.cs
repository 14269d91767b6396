using Chita.Numerics;

namespace Chita.Collectives;

/// <summary>
/// A node of the tree of collectives: asks its children at once, adds their answers in their order. Blocks add up to layers, layers
/// to the model; the order never depends on where a child lives or when it answers.
/// </summary>
/// <param name="children">In weight order.</param>
/// <param name="threads">Where sums of n × n matrices run.</param>
public sealed class CollectiveTree(IReadOnlyList<ICollectives> children, SolverThreads threads) : ICollectives
{
    // Each child's counts at the last digit: how many of its scores equal a threshold. Written by RefineAsync, read by SelectAsync,
    // never at the same time.
    private Histogram[]? _lastDigits;

    /// <inheritdoc/>
    public Task<Moments> MomentsAsync() => AllAsync(child => child.MomentsAsync());

    /// <inheritdoc/>
    public Task<Histogram> ScoreAsync(double[] q) => AllAsync(child => child.ScoreAsync(q));

    /// <inheritdoc/>
    public async Task<Histogram> RefineAsync(ScoreDigits digits)
    {
        var parts = await Task.WhenAll(children.Select(child => child.RefineAsync(digits)));
        if (digits.Level == Histogram.Levels - 1)
            _lastDigits = parts;
        return Histogram.Sum(parts);
    }

    /// <inheritdoc/>
    public async Task<SelectionSums> SelectAsync(Cut cut)
    {
        var calls = new Task<SelectionSums>[children.Count];
        var ties = cut.Ties;
        for (var i = 0; i < calls.Length; i++)
        {
            var share = ties == 0 ? 0 : Math.Min(ties, TiesOf(i, cut.Threshold));
            ties -= share;
            calls[i] = children[i].SelectAsync(cut with { Ties = share });
        }

        return SelectionSums.Sum(await Task.WhenAll(calls));
    }

    /// <inheritdoc/>
    public Task<GramChange> GramAsync(bool rebuild) => AllAsync(child => child.GramAsync(rebuild));

    /// <inheritdoc/>
    public Task<PointSums> PointAsync(bool adopt) => AllAsync(child => child.PointAsync(adopt));

    /// <inheritdoc/>
    public Task<GradientSums> GradientAsync(double[] residual, double ridge) => AllAsync(child => child.GradientAsync(residual, ridge));

    /// <inheritdoc/>
    public Task<Smallest> BreakpointAsync(double droppedMaximum) => AllAsync(child => child.BreakpointAsync(droppedMaximum));

    /// <inheritdoc/>
    public Task<Histogram> StepAsync(double step) => AllAsync(child => child.StepAsync(step));

    /// <inheritdoc/>
    public Task<CommitSums> CommitAsync(double[] q) => AllAsync(child => child.CommitAsync(q));

    private async Task<T> AllAsync<T>(Func<ICollectives, Task<T>> ask) where T : ISum<T>
    {
        var parts = await Task.WhenAll(children.Select(ask));
        return parts.Length == 1 ? parts[0] : await threads.RunAsync(() => T.Sum(parts));
    }

    private long TiesOf(int child, uint threshold) => _lastDigits is null
        ? throw new InvalidOperationException("A cut with ties needs the last level of the histogram first.")
        : _lastDigits[child].Counts[Histogram.Digit(threshold, Histogram.Levels - 1)];
}
