using Chita.Blocks;
using Chita.Numerics;
using Chita.Pruning;
using Chita.Pruning.Layers;
using Chita.Selection;

namespace Chita.Core.Tests.Pruning.Layers;

/// <summary><c>budget.scope: layer</c>: floors and caps hold to the weight, and the objective is that of the whole network.</summary>
public sealed class LayerLocalTests : IDisposable
{
    private static readonly Gen<SmallProblem> Problems =
        from n in Gen.Int[1, 6]
        from sizes in Gen.Int[1, 5].Array[2, 4]
        let p = sizes.Sum()
        from rows in Gen.Float[-2, 2].Array[p].Array[n]
        from weights in Gen.Float[0.5f, 2].Array[p] // none is zero, so that what is kept can be counted
        from power in Gen.Double[-2, 1]
        from firstOrder in Gen.Int[0, 1]
        from bounds in Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1]).Array[sizes.Length]
        from part in Gen.Double[0, 1]
        let floors = bounds.Zip(sizes).Select(layer => (long)(Math.Min(layer.First.Item1, layer.First.Item2) * layer.Second)).ToArray()
        let caps = bounds.Zip(sizes).Select(layer => (long)Math.Ceiling(Math.Max(layer.First.Item1, layer.First.Item2) * layer.Second)).ToArray()
        let kept = floors.Sum() + (long)(part * (caps.Sum() - floors.Sum()))
        select new SmallProblem
        {
            Gradients = rows, Weights = weights, Kept = (int)kept, Ridge = Math.Pow(10, power), FirstOrder = firstOrder,
            Rule = new Bounded(kept, floors, caps), Tensors = [.. sizes.Select((size, i) => new TensorSize($"layer{i}", size))],
        };

    private readonly SolverThreads _threads = new(2);

    public void Dispose() => _threads.Dispose();

    [Fact]
    public async Task The_budget_the_floors_and_the_caps_hold_to_the_weight() => await Problems.SampleAsync(async problem =>
    {
        var solved = await problem.SolveAsync(new LayerLocal(), _threads);
        var rule = (Bounded)problem.Rule!;
        var first = 0;
        foreach (var (tensor, i) in problem.Tensors!.Select((tensor, i) => (tensor, i)))
        {
            var own = solved.Weights.AsSpan(first, (int)tensor.Weights);
            Assert.InRange(own.Length - own.Count(0f), rule.Floors[i], rule.Caps[i]);
            first += own.Length;
        }

        Assert.Equal(rule.Kept, solved.Weights.Count(weight => weight != 0));
        Assert.Equal(rule.Kept, solved.Result.Nonzero);
    }, iter: 100);

    [Fact]
    public async Task The_objective_is_the_whole_network_s_and_the_bound_holds() => await Problems.SampleAsync(async problem =>
    {
        var solved = await problem.SolveAsync(new LayerLocal(), _threads);
        Assert.Equal(problem.Objective(solved.Weights), solved.Objective, problem.Float32Rounding(solved.Weights));
        var together = await problem.SolveAsync(new DualNewton(), _threads);
        Assert.True(solved.LowerBound <= together.Objective + problem.Rounding);
        Assert.True(together.LowerBound <= solved.Objective + problem.Rounding);
        Assert.True(solved.Objective <= (await problem.SolveAsync(new Magnitude(), _threads)).Objective + problem.Rounding);
    }, iter: 100);

    [Fact]
    public async Task Layers_that_nothing_couples_are_solved_as_the_whole_network_is()
    {
        // Each layer has rows of its own, in which the others have no gradients: Q is the sum of the layers'.
        var random = new Random(3);
        float[] weights = [.. Enumerable.Range(0, 1200).Select(_ => random.NextSingle() - 0.5f)];
        var rows = Enumerable.Range(0, 30).Select(row => weights.Select((_, j) => row / 10 == j / 400 ? (random.NextSingle() - 0.5f) * (1 + row / 10) : 0).ToArray());
        var problem = new SmallProblem
        {
            Gradients = [.. rows], Weights = weights, Kept = 300, Ridge = 1e-2, FirstOrder = 0,
            Tensors = [new("a", 400), new("b", 400), new("c", 400)],
        };
        var (alone, together) = (await problem.SolveAsync(new LayerLocal(), _threads), await problem.SolveAsync(new DualNewton(), _threads));
        Assert.InRange(alone.Objective, together.LowerBound, together.Objective * 1.02); // budgets are handed out by hulls of a few points
    }
}
