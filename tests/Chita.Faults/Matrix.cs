using System.Globalization;
using Chita.Campaigns;
using Chita.Client;
using Chita.Golden;
using Chita.Grains.Campaigns;
using Chita.Reports;
using Chita.Silo;

namespace Chita.Faults;

/// <summary>
/// Two campaigns, the golden one of 300 rows in one stage and one of 50 rows in three, in one process and on several silos, with one thread and two: all must
/// give the same bits.
/// </summary>
internal sealed class Matrix
{
    private readonly List<(string Campaign, string Where, int Threads, double Seconds, string Traces)> _runs = [];

    /// <returns>Whether they did.</returns>
    public async Task<bool> RunAsync()
    {
        foreach (var threads in (int[])[1, 2])
        {
            await EmbeddedAsync(threads);
            foreach (var silos in (int[])[1, 2, 4])
                await ClusterAsync(silos, threads);
        }

        Console.WriteLine("\n| campaign | where | threads | digest | iterations | seconds | same bits |\n|---|---|---:|---|---|---:|---|");
        foreach (var (campaign, where, threads, seconds, traces) in _runs.OrderBy(run => run.Campaign, StringComparer.Ordinal))
        {
            var (lines, expected) = (traces.Split('\n'), Expected(campaign));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {campaign} | {where} | {threads} | {lines[0][..19]}… | {string.Join(", ", lines[1..].Select(line => line.Split(' ').Length))} | {seconds:0} | {(traces == expected ? "yes" : "NO")} |"));
        }

        return _runs.All(run => run.Traces == Expected(run.Campaign));
    }

    private static IEnumerable<(string Name, string Yaml)> Campaigns =>
    [
        ("golden", GoldenCampaigns.Resnet20(SharedFolder.Find("networks/resnet20.pt")!, SharedFolder.Find("cifar10/train_5085.bin")!).Yaml),
        ("stages", new ResnetCampaign { Name = "stages", Output = "out-stages" }.Text),
    ];

    private string Expected(string campaign) => _runs.First(run => run.Campaign == campaign).Traces;

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
        foreach (var (name, yaml) in Campaigns)
        {
            await client.SubmitAsync(CampaignFile.Parse(root is null ? SharedFolder.CopyInto(folder, yaml) : yaml, $"{name}.yaml", folder, checkFiles: false), $"{name}.yaml", root);
            CampaignStatus? last = null;
            await foreach (var status in client.WatchAsync(name))
                last = status;
            var report = RunReport.Parse(last!.Report ?? throw new InvalidOperationException(last.Failure?.Detail));
            _runs.Add((name, where, threads, report.Seconds.Total, Traces.Of(report)));
            Console.WriteLine($"{name}, {where}, {threads} threads: {report.Digest}");
        }
    }
}
