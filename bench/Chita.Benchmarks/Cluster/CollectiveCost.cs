using Chita.Benchmarks.Cluster.Grains;
using Chita.Benchmarks.Cluster.Synthetic;
using Chita.Benchmarks.Reports;
using Chita.Blocks;
using Chita.Grains.Placement;
using Chita.Numerics;

namespace Chita.Benchmarks.Cluster;

/// <summary>What it takes to ask small blocks: messages, and hardly any work.</summary>
internal static class CollectiveCost
{
    private const int TinyBlock = 16;
    private const int SmallBlock = 256;
    private const int Times = 200;
    private const int WarmUp = 2000; // until the runtime has compiled its best code

    public static async Task<Section> CollectiveAsync(CancellationToken cancellation)
    {
        const int blocks = 64, n = 1000;
        Progress.Tell("collective: 64 blocks on two silos");
        await using var cluster = await BenchmarkCluster.StartAsync(2, 1, cancellation);
        var rows = new List<string[]>();
        foreach (var size in (int[])[TinyBlock, SmallBlock])
        {
            var problem = await OpenAsync(cluster, blocks, size, n, cancellation);
            for (var silo = 0; silo < 2; silo++)
                rows.Add(ColdAndWarm($"{size} weights, coordinator on silo {silo + 1}", await ScoreAsync(cluster, problem, problem.Opened.Silos[silo], silo + 2, Times + WarmUp + Times, cancellation)));
            await problem.CloseAsync();
            rows.Add(ColdAndWarm($"{size} weights, objects, two threads", await ObjectsAsync(blocks, size, n)));
        }

        return new Section("A collective", [$"One tensor of {blocks} blocks on two silos of one thread, n = 1,000: the time of one score collective, asked {Times} times, the first times and after {WarmUp} more, when the runtime has compiled its best code. Blocks of {TinyBlock} weights leave little but the messages; target: 2 ms at the median."],
            [new ReportTable("", ["blocks of", "at first, median ms", "median ms", "90 % ms", "99 % ms"], rows)]);
    }

    public static async Task<Section> WidthAsync(CancellationToken cancellation)
    {
        const int blocks = 10_000;
        Progress.Tell("width: 10,000 blocks on four silos");
        await using var cluster = await BenchmarkCluster.StartAsync(4, 1, cancellation);
        var forecast = await Forecast.MakeAsync(cluster, Campaign(cluster, blocks, SmallBlock, rows: 16), cancellation);
        var problem = await OpenAsync(cluster, blocks, SmallBlock, rows: 16, cancellation);
        Progress.Tell("width: blocks are open");
        var warm = new Spread(await ScoreAsync(cluster, problem, problem.Opened.Silos[0], 2, 50, cancellation));
        Progress.Tell(FormattableString.Invariant($"width: {warm.Median:0} ms at first"));
        var (before, busy) = (cluster.Memory, cluster.ProcessorSeconds);
        var times = new Spread(await ScoreAsync(cluster, problem, problem.Opened.Silos[0], 3, Times, cancellation));
        var after = cluster.Memory;
        busy = (cluster.ProcessorSeconds - busy) * 1000 / Times;
        await problem.CloseAsync();
        var planned = 1000 * forecast.For(1).Seconds.Collective;
        var memory = before.Zip(after, (start, end) => new[] { Figures.Mebibytes(start.Now), Figures.Mebibytes(end.Now), Figures.Mebibytes(end.Peak) });
        return new Section("Width", [$"One tensor of 10,000 blocks of {SmallBlock} weights on four silos, n = 16: the time of one score collective, asked {Times} times. Target: 60 ms at the median, and memory that does not grow."],
        [
            new ReportTable("", ["", "median ms", "90 % ms", "99 % ms"], [Row("first 50", warm), Row("next 200", times)]),
            new ReportTable("Against `chita plan` on this cluster just before", ["planned ms", "measured / planned"], [[Figures.Fixed(planned, 1), Figures.Fixed(times.Median / planned, 2)]]),
            new ReportTable("", ["", "ms"], [["Processor time of all silos for one", Figures.Fixed(busy, 1)]]),
            new ReportTable("Physical memory", ["silo", "before the next 200", "after them", "peak"], [.. memory.Select((cells, i) => new[] { $"{i + 1}" }.Concat(cells).ToArray())]),
        ]);
    }

    private static async Task<StagedProblem> OpenAsync(BenchmarkCluster cluster, int blocks, int size, int rows, CancellationToken cancellation)
    {
        var campaign = Campaign(cluster, blocks, size, rows);
        var problem = await StagedProblem.OpenAsync(cluster.Grains, campaign.Yaml, campaign.Name, size);
        await problem.ComputeAsync(cancellation);
        return problem;
    }

    private static SyntheticCampaign Campaign(BenchmarkCluster cluster, int blocks, int size, int rows) =>
        SyntheticCampaign.In(cluster.Folder, $"blocks-{size}", SyntheticNetwork.OfBlocks(blocks, size)) with { Rows = rows, BlockSize = size };

    private static async Task<double[]> ScoreAsync(BenchmarkCluster cluster, StagedProblem problem, SiloAddress silo, long epoch, int times, CancellationToken cancellation)
    {
        var probe = cluster.Grains.GetGrain<IProbeGrain>(SiloKey.Of("probe", silo));
        string[] tensors = [.. problem.Network.Tensors.Select(tensor => tensor.Name)];
        return await probe.Score(problem.Name, tensors, problem.Network.Rows, StagedProblem.Epoch + epoch, times).WaitAsync(cancellation);
    }

    private static async Task<double[]> ObjectsAsync(int count, int size, int rows)
    {
        using var threads = new SolverThreads(2);
        using var blocks = new InProcessBlocks(new WeightLayout([new TensorSize("blocks", count, size)], size), rows, threads);
        blocks.Load(new float[count * size]);
        blocks.Write(new SyntheticRows(1, 0, 0, rows));
        return await ProbeGrain.ScoreAsync(blocks.Root, rows, Times + WarmUp + Times, () => { });
    }

    private static string[] ColdAndWarm(string name, double[] milliseconds) =>
        [name, Figures.Fixed(new Spread(milliseconds[..Times]).Median, 2), .. Row("", new Spread(milliseconds[^Times..]))[1..]];

    private static string[] Row(string name, Spread times) =>
        [name, Figures.Fixed(times.Median, 2), Figures.Fixed(times.At(0.9), 2), Figures.Fixed(times.At(0.99), 2)];
}
