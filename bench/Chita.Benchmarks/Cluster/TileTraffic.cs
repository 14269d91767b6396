using System.Diagnostics;
using Chita.Benchmarks.Cluster.Grains;
using Chita.Benchmarks.Cluster.Synthetic;
using Chita.Benchmarks.Reports;
using Chita.Grains;
using Chita.Grains.Gradients;
using Chita.Grains.Placement;
using Chita.Grains.Wire;

namespace Chita.Benchmarks.Cluster;

/// <summary>Rows of A from one silo to another, and what small calls between the two wait for meanwhile.</summary>
internal static class TileTraffic
{
    private const int Blocks = 32;
    private const int BlockSize = 65_536;
    private const int Rows = 64;
    private const int Repeats = 8;
    private const int Tasks = 2; // as a campaign has them
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    public static async Task<Section> MeasureAsync(CancellationToken cancellation)
    {
        Progress.Tell("tiles: rows of A from one silo to another");
        await using var cluster = await BenchmarkCluster.StartAsync(2, 1, cancellation);
        var campaign = SyntheticCampaign.In(cluster.Folder, "tiles", SyntheticNetwork.OfBlocks(Blocks, BlockSize)) with { Rows = Rows };
        var problem = await StagedProblem.OpenAsync(cluster.Grains, campaign.Yaml, campaign.Name, BlockSize);
        var (from, to) = (problem.Opened.Silos[0], problem.Opened.Silos[1]);
        var sender = cluster.Grains.GetGrain<IGradientGrain>(GrainKeys.Gradients(campaign.Name, from));
        var probe = cluster.Grains.GetGrain<IProbeGrain>(SiloKey.Of("probe", from));

        // Only blocks on the other silo lack rows.
        var at = problem.Opened.SiloOf.ToArray();
        await sender.Aim(new GradientTargets(0, problem.Opened.Silos, problem.Opened.SiloOf, WireVector.Of<int>([.. at.SelectMany(silo => new[] { 0, silo == 1 ? Rows : 0 })])));
        var bytes = (double)at.Count(silo => silo == 1) * BlockSize * Rows * sizeof(float);

        var idle = new Spread(await probe.Ping(to, 200, Interval));
        await SendAsync(sender, cancellation);
        var pings = probe.Ping(to, 200, Interval);
        var rates = new List<double>();
        for (var i = 0; i < Repeats || !pings.IsCompleted; i++)
        {
            var clock = Stopwatch.StartNew();
            await SendAsync(sender, cancellation);
            rates.Add(bytes / clock.Elapsed.TotalSeconds / 1e6);
        }

        var loaded = new Spread(await pings);
        await problem.CloseAsync();
        return new Section("Tiles", [FormattableString.Invariant(
            $"Rows of A in tiles, {TileSender.InFlight} on their way at once, from one silo to another over loopback; each turn {bytes / 1e6:0} MB. Meanwhile a small call goes the same way every 10 ms. Targets: 500 MB/s, 5 ms at the median.")],
        [
            new ReportTable("", ["", "median", "best"], [["Rows of A, MB/s", Figures.Fixed(new Spread(rates).Median, 0), Figures.Fixed(rates.Max(), 0)]]),
            new ReportTable("", ["small call", "median ms", "90 % ms", "99 % ms"], [Row("alone", idle), Row("beside the rows", loaded)]),
        ]);
    }

    private static async Task SendAsync(IGradientGrain sender, CancellationToken cancellation)
    {
        const int rowsAtOnce = 16;
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var piece && piece < Rows / rowsAtOnce)
                await sender.Compute(piece * rowsAtOnce, rowsAtOnce, cancellation);
        }));
    }

    private static string[] Row(string name, Spread times) =>
        [name, Figures.Fixed(times.Median, 2), Figures.Fixed(times.At(0.9), 2), Figures.Fixed(times.At(0.99), 2)];
}
