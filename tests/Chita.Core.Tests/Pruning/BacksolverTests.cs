using Chita.Numerics;
using Chita.Pruning;
using Chita.Selection;

namespace Chita.Core.Tests.Pruning;

public sealed class BacksolverTests : IDisposable
{
    private static readonly Gen<SmallProblem> Problems = Gen.Select(Gen.Int[1, 20], Gen.Int[1, 40]).SelectMany((n, p) =>
        Gen.Select(Gen.Float[-2, 2].Array[p].Array[n], Gen.Float[-2, 2].Array[p], Gen.Int[0, p], Gen.Double[-3, 1], Gen.Int[0, 1])
            .Select((rows, weights, kept, power, firstOrder) => new SmallProblem
            {
                Gradients = rows, Weights = weights, Kept = kept, Ridge = Math.Pow(10, power), FirstOrder = firstOrder,
            }));

    private readonly SolverThreads _threads = new(2);

    public void Dispose() => _threads.Dispose();

    [Fact]
    public async Task By_a_factor_it_is_the_minimiser_on_the_support() => await Problems.SampleAsync(async problem =>
        Assert.Equal(problem.Objective(problem.Backsolve(problem.LargestWeights())), (await SolveAsync(problem, iterative: false)).Objective, problem.Rounding));

    [Fact]
    public async Task By_products_only_it_is_the_same() => await Problems.SampleAsync(async problem =>
    {
        var (factored, iterative) = (await SolveAsync(problem, iterative: false), await SolveAsync(problem, iterative: true));
        Assert.Equal(factored.Objective, iterative.Objective, problem.Rounding);
        Assert.All(factored.Q.Zip(iterative.Q), pair => Assert.Equal(pair.First, pair.Second, 1e-7 * (1 + Math.Abs(pair.First))));
    });

    private async Task<Backsolution> SolveAsync(SmallProblem problem, bool iterative)
    {
        using var blocks = problem.ToBlocks(_threads);
        var moments = await blocks.Root.MomentsAsync();
        using Backsolver backsolver = iterative
            ? new IterativeBacksolver(problem.ToProblem(), moments)
            : new FactoredBacksolver(problem.ToProblem(), moments, _threads);
        var (_, selection) = await new Unstructured(problem.Kept).SelectAtAsync(blocks.Root, []);
        return await backsolver.SolveAsync(blocks.Root, selection, anchor: true);
    }
}
