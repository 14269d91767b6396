using System.Diagnostics;
using Chita.Benchmarks.Cluster.Synthetic;
using Chita.Benchmarks.Reports;
using Chita.Grains.Placement;

namespace Chita.Benchmarks.Cluster;

/// <summary>Many campaigns on one cluster: what each leaves behind.</summary>
internal static class Leaks
{
    private const int Campaigns = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<Section> MeasureAsync(CancellationToken cancellation)
    {
        await using var cluster = await BenchmarkCluster.StartAsync(2, 1, cancellation);
        var catalog = new ClientCatalog(cluster.Grains);
        var rows = new List<string[]>();
        for (var i = 1; i <= Campaigns; i++)
        {
            var campaign = SyntheticCampaign.In(cluster.Folder, $"small-{i}", SyntheticNetwork.OfBlocks(64, 8192)) with { Rows = 64, BlockSize = 8192 };
            var report = CampaignRuns.Report(await CampaignRuns.RunAsync(cluster, campaign, cancellation));
            var silos = await SettleAsync(catalog, cancellation);
            rows.Add([Figures.Count(i), Figures.Count(report.Stages[0].Iterations), Figures.Count(silos.Sum(silo => silo.NativeBytes)), Figures.Count(silos.Sum(silo => silo.Reserved)), .. cluster.Memory.Select(memory => Figures.Mebibytes(memory.Now))]);
        }

        return new Section("Leaks", [$"{Campaigns} campaigns of 134 MB of A, one after the other, on one cluster of two silos."],
            [new ReportTable("After each", ["campaign", "iterations", "native bytes", "bytes reserved", "silo 1", "silo 2"], rows)]);
    }

    /// <summary>A campaign is over a moment before its grains are.</summary>
    private static async Task<IReadOnlyList<SiloDescription>> SettleAsync(ClientCatalog catalog, CancellationToken cancellation)
    {
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(100, cancellation))
        {
            var silos = await catalog.ListAsync();
            if (silos.All(silo => silo.NativeBytes == 0 && silo.Reserved == 0) || Stopwatch.GetElapsedTime(began) > Patience)
                return silos;
        }
    }
}
