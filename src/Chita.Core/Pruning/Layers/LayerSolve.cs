using Chita.Collectives;
using Chita.Numerics;
using Chita.Selection;

namespace Chita.Pruning.Layers;

/// <summary>A layer that is pruned as if all others stayed as they are.</summary>
/// <param name="problem">λ and what ends a solve; its rule is the whole network's.</param>
/// <param name="layer">The layer's weights and gradients.</param>
/// <param name="threads">Where dense n × n work runs.</param>
internal sealed class LayerSolve(PruningProblem problem, ICollectives layer, SolverThreads threads)
{
    private IReadOnlyList<FrontierLevel> _levels = [];

    /// <summary>The layer's weights.</summary>
    public required long Weights { get; init; }

    /// <summary>As many of them stay at least.</summary>
    public required long Least { get; init; }

    /// <summary>As many of them stay at most.</summary>
    public required long Most { get; init; }

    /// <summary>Solves at several budgets. Without a first-order term all weights kept cost nothing; the fewest and the most allowed are always among the points.</summary>
    /// <param name="shares">Shares of the layer's weights to keep; those that are not allowed are left out.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<LayerFrontier> TraceAsync(double[] shares, CancellationToken cancellation)
    {
        var kept = shares.Select(share => (long)(share * Weights)).Where(count => count > Least && count < Most).Append(Least).Append(Most);
        var costsNothing = problem.FirstOrder == 0 ? Weights : long.MaxValue; // to keep all of them
        long[] falling = [.. kept.Where(count => count < costsNothing).Distinct().OrderDescending()];
        _levels = await Frontier.SolveAsync(problem, falling, layer, threads, null, cancellation);
        var points = _levels.Select(level => new LayerPoint(level.Kept, level.Result.Objective!.Value));
        return new LayerFrontier([.. points.Reverse(), .. Most == costsNothing ? [new LayerPoint(Weights, 0)] : Array.Empty<LayerPoint>()]);
    }

    /// <summary>Solves at the layer's budget, from the nearest one that keeps more, and commits.</summary>
    public async Task<SolvedLayer> SolveAsync(long kept, CancellationToken cancellation)
    {
        var own = problem with { Rule = new Unstructured(kept) };
        var moments = await own.BeginAsync(layer);
        using var backsolver = Backsolver.For(own, moments, threads);
        var journal = new LastDual();
        var (result, _) = await new DualSolve(own, layer, moments, backsolver).RunAsync(_levels.LastOrDefault(level => level.Kept >= kept)?.Dual ?? [], journal, cancellation);
        return new SolvedLayer(result, journal.Q);
    }

    /// <summary>Keeps the dual vector of the weights that were committed.</summary>
    private sealed class LastDual : ISolveJournal
    {
        public double[] Q { get; private set; } = [];

        public void Report(SolveProgress progress)
        {
        }

        public void Conclude(double[] q) => Q = q;
    }
}

/// <summary>A layer's solve.</summary>
/// <param name="Result">Of the layer alone.</param>
/// <param name="Dual">q of the weights that were committed.</param>
internal sealed record SolvedLayer(SolveResult Result, double[] Dual);
