using Chita.Campaigns;
using Chita.Collectives;
using Chita.Numerics;
using Chita.Selection;

namespace Chita.Pruning.Layers;

/// <summary>
/// <c>chita</c> on each layer alone (algorithm.md §8): what couples the layers is dropped while supports and weights are chosen, so layers exchange nothing but
/// their frontiers, from which the budget is handed out. Each has an even part of α, so that together they correct the gradient once. What was dropped shows in the objective that is told, which is the true Q of the whole network.
/// </summary>
/// <remarks>
/// The true Q can end above that of magnitude pruning, which no method may. Then the weights of magnitude pruning are the result, and the objective told is theirs.
/// </remarks>
public sealed class LayerLocal : IPruningMethod
{
    /// <summary><see cref="Name"/>.</summary>
    public const string MethodName = "chita-by-layer";

    /// <summary>Layers that are solved at the same time: each has a G and its factor where the solve runs.</summary>
    public const int AtOnce = 8;

    /// <summary>Solves of each layer: a dozen budgets, and the one that it is given.</summary>
    public static int SolvesOfEach => Parts.Length + 3;

    /// <summary>Solves that go on at the same time.</summary>
    /// <param name="scope">Whether each layer has its own.</param>
    /// <param name="layers">How many layers.</param>
    public static int Solves(BudgetScope scope, int layers) => scope == BudgetScope.Layer ? Math.Min(AtOnce, layers) : 1;

    /// <summary>A layer's budgets that are tried, over its share of the whole network's.</summary>
    private static readonly double[] Parts = [4, 2.8, 2, 1.4, 1, 0.7, 0.5, 0.35, 0.25, 0.125, 0.0625];

    /// <inheritdoc/>
    public string Name => MethodName;

    /// <inheritdoc/>
    public async Task<SolveResult> SolveAsync(
        PruningProblem problem, ICollectives blocks, SolverThreads threads, ISolveJournal? journal, CancellationToken cancellation)
    {
        if (blocks is not CollectiveTree network)
            throw new ArgumentException("Layers alone are those of a whole network.", nameof(blocks));
        var moments = await problem.BeginAsync(blocks);
        var sizes = (await blocks.LayersAsync()).Layers;
        var rule = Bounds(problem.Rule, sizes.Length);
        await rule.SelectAtAsync(blocks, [], project: true);
        var pruned = Quadratic.Value(problem, moments, await blocks.PointAsync(LineCuts.Standing), out var prunedResidual);
        journal?.Report(new SolveProgress(0, new Certificate(pruned, null, null)));

        var own = problem with { FirstOrder = problem.FirstOrder / sizes.Length };
        var layers = sizes.Select((size, i) => new LayerSolve(own, network.Children[i], threads)
        {
            Weights = size.Weights, Least = rule.Floors[i], Most = Math.Min(rule.Caps[i], size.Weights),
        }).ToArray();
        var share = (double)rule.Kept / sizes.Sum(size => size.Weights);
        var frontiers = await EachAsync(layers, (layer, _) => layer.TraceAsync([.. Parts.Select(part => part * share)], cancellation));
        var budgets = LayerBudgets.HandOut(frontiers, rule.Kept);
        var solved = await EachAsync(layers, (layer, i) => layer.SolveAsync(budgets[i], cancellation));

        cancellation.ThrowIfCancellationRequested();
        var (objective, residual) = Together(problem, solved);
        var nonzero = solved.Sum(layer => layer.Result.Nonzero);
        if (!(objective <= pruned))
        {
            (objective, residual) = (pruned, prunedResidual);
            await rule.SelectAtAsync(blocks, [], project: true);
            nonzero = (await blocks.CommitAsync([])).Nonzero;
        }

        var certificate = Certificate.Of(problem, objective, await DualBound.OfResidualAsync(problem, blocks, moments, residual));
        var iterations = solved.Max(layer => layer.Result.Iterations);
        journal?.Report(new SolveProgress(iterations, certificate));
        return new SolveResult(certificate, iterations, nonzero);
    }

    private static Bounded Bounds(ISelectionRule rule, int layers) => rule switch
    {
        Bounded bounded => bounded,
        Unstructured any => new Bounded(any.Kept, new long[layers], [.. Enumerable.Repeat(long.MaxValue, layers)]),
        _ => throw new ArgumentException($"Layers alone are given numbers of single weights, and {rule.GetType().Name} asks for others.", nameof(rule)),
    };

    /// <summary>
    /// The true Q of all layers' weights together. A layer's backsolve has A_l v_l + α_l 1 = μ q_l (algorithm.md §2), and the α_l sum to α: so a sum of n-vectors is all it
    /// takes. Q is ½‖Σ μ q_l‖² − ½α²n and what is left of each Q_l without its ½‖μ q_l‖² − ½α_l²n.
    /// </summary>
    private static (double Objective, double[] Residual) Together(PruningProblem problem, SolvedLayer[] layers)
    {
        var residual = new double[problem.Rows];
        var distances = 0.0;
        foreach (var layer in layers)
        {
            var own = Array.ConvertAll(layer.Dual, q => problem.Mu * q);
            Vectors.Add(residual, own);
            distances += layer.Result.Objective!.Value + problem.Offset / layers.Length / layers.Length - 0.5 * Vectors.Dot(own, own);
        }

        return (0.5 * Vectors.Dot(residual, residual) + distances - problem.Offset, residual);
    }

    /// <summary>Asks the layers, several at once; which ones makes no difference to what they answer.</summary>
    private static async Task<T[]> EachAsync<T>(LayerSolve[] layers, Func<LayerSolve, int, Task<T>> ask)
    {
        using var room = new SemaphoreSlim(AtOnce);
        return await Task.WhenAll(layers.Select(async (layer, i) =>
        {
            await room.WaitAsync();
            try
            {
                return await ask(layer, i);
            }
            finally
            {
                room.Release();
            }
        }));
    }
}
