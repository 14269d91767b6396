using Chita.Numerics;
using Chita.Pruning;

namespace Chita.Core.Tests.Pruning;

public sealed class FrontierTests : IDisposable
{
    private static readonly Gen<SmallProblem> Problems = Gen.Select(Gen.Int[1, 6], Gen.Int[4, 12]).SelectMany((n, p) =>
        Gen.Select(Gen.Float[-2, 2].Array[p].Array[n], Gen.Float[-2, 2].Array[p], Gen.Double[-3, 1], Gen.Int[0, 1]).Select((rows, weights, power, firstOrder) =>
            new SmallProblem { Gradients = rows, Weights = weights, Kept = 0, Ridge = Math.Pow(10, power), FirstOrder = firstOrder }));

    private readonly SolverThreads _threads = new(2);

    public void Dispose() => _threads.Dispose();

    [Fact]
    public async Task Every_level_has_weights_of_its_own_and_a_bound_that_holds() => await Problems.SampleAsync(async problem =>
    {
        using var blocks = problem.ToBlocks(_threads);
        long[] kept = [problem.Weights.Length - 1, problem.Weights.Length / 2, 1, 0];
        var weights = new List<float[]>();
        var levels = await SolveAsync(problem, kept, blocks, () => weights.Add(blocks.Read()));

        Assert.Equal(kept, levels.Select(level => level.Kept));
        foreach (var (level, w) in levels.Zip(weights))
        {
            var same = problem with { Kept = (int)level.Kept };
            Assert.Equal(problem.Objective(w), level.Result.Objective!.Value, problem.Float32Rounding(w));
            Assert.InRange(w.Count(value => value != 0), 0, level.Kept);
            Assert.True(level.Result.LowerBound <= same.BruteForceOptimum() + 1e-12 * problem.Scale);
            Assert.True(level.Result.Objective >= same.BruteForceOptimum() - problem.Rounding);
        }
    }, iter: 50);

    [Fact]
    public async Task A_level_is_as_good_as_a_solve_of_its_own_within_the_gaps() => await Problems.SampleAsync(async problem =>
    {
        using var blocks = problem.ToBlocks(_threads);
        var levels = await SolveAsync(problem, [problem.Weights.Length / 2, 1], blocks);
        foreach (var level in levels)
        {
            var alone = await (problem with { Kept = (int)level.Kept }).SolveAsync(new DualNewton(), _threads);
            Assert.True(level.Result.LowerBound <= alone.Objective + problem.Rounding);
            Assert.True(alone.LowerBound <= level.Result.Objective + problem.Rounding);
        }
    }, iter: 50);

    [Fact]
    public async Task Levels_that_do_not_fall_are_refused_before_any_work()
    {
        var problem = new SmallProblem { Gradients = [[1, 2]], Weights = [1, 2], Kept = 0, Ridge = 1, FirstOrder = 0 };
        using var blocks = problem.ToBlocks(_threads);
        var error = await Assert.ThrowsAsync<ArgumentException>(() => SolveAsync(problem, [1, 1], blocks));
        Assert.Contains("Level 1 keeps 1 weights, not fewer than the 1", error.Message);
    }

    [Fact]
    public async Task A_level_of_more_weights_than_there_are_is_refused()
    {
        var problem = new SmallProblem { Gradients = [[1, 2]], Weights = [1, 2], Kept = 0, Ridge = 1, FirstOrder = 0 };
        using var blocks = problem.ToBlocks(_threads);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => SolveAsync(problem, [3, 1], blocks));
    }

    private Task<IReadOnlyList<FrontierLevel>> SolveAsync(SmallProblem problem, long[] kept, Chita.Blocks.InProcessBlocks blocks, Action? committed = null) =>
        Frontier.SolveAsync(problem.ToProblem(), kept, blocks.Root, _threads, _ =>
        {
            committed?.Invoke();
            return Task.CompletedTask;
        }, TestContext.Current.CancellationToken);
}
