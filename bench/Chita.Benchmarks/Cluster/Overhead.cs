using System.Diagnostics;
using Chita.Benchmarks.Problems;
using Chita.Benchmarks.Reports;
using Chita.Blocks;
using Chita.Golden;
using Chita.Numerics;
using Chita.Pruning;

namespace Chita.Benchmarks.Cluster;

/// <summary>The same solves on the same number of threads: objects in one process, grains of one silo, grains of two.</summary>
internal static class Overhead
{
    private const int Rounds = 5;

    public static async Task<Section> MeasureAsync(CancellationToken cancellation)
    {
        using var threads = new SolverThreads(2);
        Progress.Tell("overhead: gradients in this process");
        using var local = await GoldenProblem.Resnet20Async(GradientStorage.Float32, threads, cancellation);
        var yaml = GoldenCampaigns.Resnet20(SharedFolder.Find("networks/resnet20.pt")!, SharedFolder.Find("cifar10/train_5085.bin")!).Yaml;
        await using var alone = await BenchmarkCluster.StartAsync(1, 2, cancellation);
        var one = await LoadAsync(alone, yaml, "gradients on one silo", cancellation);
        await using var pair = await BenchmarkCluster.StartAsync(2, 1, cancellation);
        var two = await LoadAsync(pair, yaml, "gradients on two silos", cancellation);

        ProblemCase[] cases = [.. local.Cases.Where((_, i) => i % 3 == 0)];
        var method = PruningMethods.Named("chita");
        var rows = new List<string[]>();
        var seconds = new double[3];
        foreach (var solve in cases)
        {
            Progress.Tell(FormattableString.Invariant($"ridge {solve.Ridge}, first order {solve.FirstOrder}, sparsity {solve.Sparsity}"));
            var times = new List<double[]>();
            for (var round = -1; round < Rounds; round++)
            {
                await one.BeginAnewAsync();
                await two.BeginAnewAsync();
                SolveResult[] results = new SolveResult[3];
                double[] turn =
                [
                    await TimeAsync(async () => results[0] = await local.SolveAsync(method, solve, threads, cancellation)),
                    await TimeAsync(async () => results[1] = await one.SolveAsync(solve.Ridge, solve.FirstOrder, solve.Sparsity, cancellation)),
                    await TimeAsync(async () => results[2] = await two.SolveAsync(solve.Ridge, solve.FirstOrder, solve.Sparsity, cancellation)),
                ];
                if (results.DistinctBy(result => (result.Objective, result.LowerBound, result.Iterations)).Count() > 1)
                    throw new InvalidOperationException($"Not the same result: {string.Join("; ", results.Select(result => $"{result.Objective:r} after {result.Iterations}"))}.");
                if (round >= 0)
                    times.Add(turn);
            }

            double[] medians = [.. Enumerable.Range(0, 3).Select(i => new Spread(times.Select(turn => turn[i])).Median)];
            for (var i = 0; i < 3; i++)
                seconds[i] += medians[i];
            rows.Add(Row(FormattableString.Invariant($"λ {solve.Ridge}, α {solve.FirstOrder}, {solve.Sparsity}"), medians,
                new Spread(times.Select(turn => turn[2] / turn[0])).Median, new Spread(times.Select(turn => turn[2] / turn[1])).Median));
        }

        rows.Add(Row("together", seconds, seconds[2] / seconds[0], seconds[2] / seconds[1]));
        return new Section("What distribution costs",
            [$"Golden ResNet20, n = 300, p = {Figures.Count(local.Weights)}, {cases.Length} solves, {Rounds} turns each, gradients loaded once. Two solver threads in all: two in this process, two in one silo, one in each of two silos. All three give the same bits. Target: 1.20 against one process."],
            [new ReportTable("", ["solve", "objects s", "one silo s", "two silos s", "two / objects", "two / one silo"], rows)]);
    }

    private static async Task<StagedProblem> LoadAsync(BenchmarkCluster cluster, string yaml, string what, CancellationToken cancellation)
    {
        Progress.Tell($"overhead: {what}");
        var problem = await StagedProblem.OpenAsync(cluster.Grains, yaml, "golden", 65_536);
        await problem.ComputeAsync(cancellation);
        return problem;
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed.TotalSeconds;
    }

    private static string[] Row(string name, double[] seconds, double overLocal, double overOne) =>
        [name, .. seconds.Select(value => Figures.Fixed(value, 3)), Figures.Fixed(overLocal, 2), Figures.Fixed(overOne, 2)];
}
