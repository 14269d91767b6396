using System.Globalization;
using Chita.Campaigns;
using Chita.Client;
using Chita.Grains.Campaigns;
using Chita.Reports;
using Chita.Silo;

namespace Chita.Faults;

/// <summary>One campaign of 300 rows in one process and on several silos, with one thread and two: all must give the same bits.</summary>
internal sealed class Matrix
{
    private readonly List<(string Where, int Threads, double Seconds, string Traces)> _runs = [];

    /// <returns>Whether they did.</returns>
    public async Task<bool> RunAsync()
    {
        foreach (var threads in (int[])[1, 2])
        {
            await EmbeddedAsync(threads);
            foreach (var silos in (int[])[1, 2, 4])
                await ClusterAsync(silos, threads);
        }

        var expected = _runs[0].Traces;
        Console.WriteLine("\n| where | threads | digest | iterations | seconds | same bits |\n|---|---:|---|---|---:|---|");
        foreach (var (where, threads, seconds, traces) in _runs)
        {
            var lines = traces.Split('\n');
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {where} | {threads} | {lines[0][..19]}… | {string.Join(", ", lines[1..].Select(line => line.Split(' ').Length))} | {seconds:0} | {(traces == expected ? "yes" : "NO")} |"));
        }

        return _runs.All(run => run.Traces == expected);
    }

    private static ResnetCampaign Campaign => new() { Name = "matrix", Samples = 4800 };

    private async Task EmbeddedAsync(int threads)
    {
        using var folder = new TemporaryFolder();
        await using var silo = await EmbeddedSilo.StartAsync(threads);
        await FollowAsync("one process", threads, new ChitaClient(silo.Grains), folder.Root, folder.Root);
    }

    private async Task ClusterAsync(int silos, int threads)
    {
        await using var cluster = await FaultCluster.StartAsync(silos, slices: false, "--threads", threads.ToString(CultureInfo.InvariantCulture));
        await FollowAsync(silos == 1 ? "1 silo" : $"{silos} silos", threads, cluster.Client, cluster.Folder, null);
    }

    private async Task FollowAsync(string where, int threads, ChitaClient client, string folder, string? root)
    {
        await client.SubmitAsync(CampaignFile.Load(Campaign.WriteTo(folder), checkFiles: false), "matrix.yaml", root);
        CampaignStatus? last = null;
        await foreach (var status in client.WatchAsync(Campaign.Name))
            last = status;
        var report = RunReport.Parse(last!.Report ?? throw new InvalidOperationException(last.Failure?.Detail));
        _runs.Add((where, threads, report.Seconds.Total, Traces.Of(report)));
        Console.WriteLine($"{where}, {threads} threads: {report.Digest}");
    }
}
