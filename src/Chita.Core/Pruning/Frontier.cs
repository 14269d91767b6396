using Chita.Collectives;
using Chita.Numerics;
using Chita.Selection;

namespace Chita.Pruning;

/// <summary>
/// Many sparsities from one A (algorithm.md §5), dense to sparse: each level starts from the q of the level before it, and G only loses the
/// columns that leave, so a level costs a few passes over A. Each level is a whole solve of <c>chita</c>, with a bound of its own.
/// </summary>
public static class Frontier
{
    /// <summary>Solves every level. The weights of a level stay committed in the blocks until the next one is.</summary>
    /// <param name="problem">What to solve; its <see cref="PruningProblem.Rule"/> is not used.</param>
    /// <param name="kept">k of each level, each smaller than the one before it.</param>
    /// <param name="blocks">All weights of the network, with their gradients.</param>
    /// <param name="threads">Where dense n × n work runs.</param>
    /// <param name="committed">Called when a level is committed, before the next one begins: to read or measure its weights.</param>
    /// <param name="cancellation">Ends the frontier between collectives.</param>
    /// <exception cref="ArgumentException">The levels do not fall, or the problem is not one.</exception>
    public static async Task<IReadOnlyList<FrontierLevel>> SolveAsync(
        PruningProblem problem, IReadOnlyList<long> kept, ICollectives blocks, SolverThreads threads,
        Func<FrontierLevel, Task>? committed, CancellationToken cancellation)
    {
        for (var i = 1; i < kept.Count; i++)
        {
            if (kept[i] >= kept[i - 1])
                throw new ArgumentException($"Level {i} keeps {kept[i]} weights, not fewer than the {kept[i - 1]} of the level before it.", nameof(kept));
        }

        var layers = (await blocks.LayersAsync()).Layers;
        foreach (var level in kept)
            (problem with { Rule = new Unstructured(level) }).Validate(layers);
        var moments = await blocks.MomentsAsync();
        using var backsolver = Backsolver.For(problem, moments, threads);
        var levels = new List<FrontierLevel>();
        double[] dual = [];
        foreach (var level in kept)
        {
            (var result, dual) = await new DualSolve(problem with { Rule = new Unstructured(level) }, blocks, moments, backsolver, carriesGram: levels.Count > 0)
                .RunAsync(dual, null, cancellation);
            levels.Add(new FrontierLevel(level, result, dual));
            if (committed is not null)
                await committed(levels[^1]);
        }

        return levels;
    }
}

/// <summary>One level of a frontier.</summary>
/// <param name="Kept">k.</param>
/// <param name="Result">The solve's result, with its own bound and gap.</param>
/// <param name="Dual">q of the best bound, n elements.</param>
public sealed record FrontierLevel(long Kept, SolveResult Result, double[] Dual);
