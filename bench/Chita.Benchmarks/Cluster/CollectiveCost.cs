using Chita.Benchmarks.Cluster.Grains;
using Chita.Benchmarks.Cluster.Synthetic;
using Chita.Benchmarks.Reports;
using Chita.Grains.Placement;

namespace Chita.Benchmarks.Cluster;

/// <summary>What it takes to ask small blocks: messages, and hardly any work.</summary>
internal static class CollectiveCost
{
    private const int BlockSize = 256;
    private const int Times = 200;
    private const int WarmUp = 30;

    public static async Task<Section> CollectiveAsync(CancellationToken cancellation)
    {
        Progress.Tell("collective: 64 blocks on two silos");
        await using var cluster = await BenchmarkCluster.StartAsync(2, 1, cancellation);
        var problem = await OpenAsync(cluster, 64, rows: 1000, cancellation);
        var rows = new List<string[]>();
        foreach (var silo in problem.Opened.Silos)
            rows.Add(Row($"coordinator on silo {rows.Count + 1}", await ScoreAsync(cluster, problem, silo, rows.Count + 2)));
        await problem.CloseAsync();
        return new Section("A collective", [$"One tensor of 64 blocks of {BlockSize} weights on two silos, n = 1,000: the time of one score collective, asked {Times} times. Target: 2 ms at the median."],
            [new ReportTable("", ["", "median ms", "90 % ms", "99 % ms"], rows)]);
    }

    public static async Task<Section> WidthAsync(CancellationToken cancellation)
    {
        const int blocks = 10_000;
        Progress.Tell("width: 10,000 blocks on four silos");
        await using var cluster = await BenchmarkCluster.StartAsync(4, 1, cancellation);
        var problem = await OpenAsync(cluster, blocks, rows: 16, cancellation);
        var warm = await ScoreAsync(cluster, problem, problem.Opened.Silos[0], 2);
        var before = cluster.Memory;
        var times = await ScoreAsync(cluster, problem, problem.Opened.Silos[0], 3);
        var after = cluster.Memory;
        await problem.CloseAsync();
        var memory = before.Zip(after, (start, end) => new[] { Figures.Mebibytes(start.Now), Figures.Mebibytes(end.Now), Figures.Mebibytes(end.Peak) });
        return new Section("Width", [$"One tensor of 10,000 blocks of {BlockSize} weights on four silos, n = 16: the time of one score collective, asked {Times} times. Target: 60 ms at the median, and memory that does not grow."],
        [
            new ReportTable("", ["", "median ms", "90 % ms", "99 % ms"], [Row("first 200", warm), Row("next 200", times)]),
            new ReportTable("Physical memory", ["silo", "before the next 200", "after them", "peak"], [.. memory.Select((cells, i) => new[] { $"{i + 1}" }.Concat(cells).ToArray())]),
        ]);
    }

    private static async Task<StagedProblem> OpenAsync(BenchmarkCluster cluster, int blocks, int rows, CancellationToken cancellation)
    {
        var campaign = SyntheticCampaign.In(cluster.Folder, "small", SyntheticNetwork.OfBlocks(blocks, BlockSize)) with { Rows = rows, BlockSize = BlockSize };
        var problem = await StagedProblem.OpenAsync(cluster.Grains, campaign.Yaml, campaign.Name, BlockSize);
        await problem.ComputeAsync(cancellation);
        return problem;
    }

    private static async Task<Spread> ScoreAsync(BenchmarkCluster cluster, StagedProblem problem, SiloAddress silo, long epoch)
    {
        var probe = cluster.Grains.GetGrain<IProbeGrain>(SiloKey.Of("probe", silo));
        string[] tensors = [.. problem.Network.Tensors.Select(tensor => tensor.Name)];
        var times = await probe.Score(problem.Name, tensors, problem.Network.Rows, StagedProblem.Epoch + epoch, WarmUp + Times);
        return new Spread(times[WarmUp..]);
    }

    private static string[] Row(string name, Spread times) =>
        [name, Figures.Fixed(times.Median, 2), Figures.Fixed(times.At(0.9), 2), Figures.Fixed(times.At(0.99), 2)];
}
