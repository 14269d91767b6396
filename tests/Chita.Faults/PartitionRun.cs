using System.Globalization;
using Chita.Grains.Campaigns;
using Chita.Output;
using Chita.Reports;

namespace Chita.Faults;

/// <summary>
/// Cuts one of three silos off during a solve, and brings it back: once the campaign's own, once one with blocks only. Then resets a silo's
/// connections, which loses messages between silos that both live.
/// </summary>
internal sealed class PartitionRun(Network network)
{
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private const int Resets = 5;

    private readonly List<string> _rows = [];

    /// <summary>Makes the network, runs there, and removes it again.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync()
    {
        if (!Network.MayMake)
        {
            Console.WriteLine("skipped: only root can make network namespaces");
            return 0;
        }

        var prefix = string.Create(CultureInfo.InvariantCulture, $"chita-{Environment.ProcessId}");
        var network = new Network(prefix, 3);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => network.Remove(); // as when the tool is interrupted
        try
        {
            network.Make();
            return await network.InsideAsync("dotnet", typeof(PartitionRun).Assembly.Location, "--inside", prefix);
        }
        finally
        {
            network.Remove();
        }
    }

    /// <summary>The part that runs in the switch's namespace.</summary>
    public static async Task<int> InsideAsync(string prefix)
    {
        var run = new PartitionRun(new Network(prefix, 3));
        var good = await run.CutAsync();
        Console.WriteLine("\n| cut off for 60 s | seconds to recover | iterations lost | epochs | the silo that was cut off | output | same bits |\n|---|---:|---:|---|---|---|---|");
        Console.WriteLine(string.Join('\n', run._rows));
        return good ? 0 : 1;
    }

    private async Task<bool> CutAsync()
    {
        await using var cluster = await FaultCluster.StartAsync(network.Hosts, network.Hub, slices: false);
        try
        {
            var traces = await WithoutFaultsAsync(cluster);
            return await CutAsync(cluster, traces, owner: true) & await CutAsync(cluster, traces, owner: false) & await ResetAsync(cluster, traces);
        }
        catch (Exception failure)
        {
            cluster.Dump(Path.Combine("artifacts", "faults", "partition"));
            Console.Error.WriteLine($"given up: {failure}\nThe silos' logs are in artifacts/faults/partition.");
            return false;
        }
    }

    private static ResnetCampaign Campaign(string name) => new() { Name = name, Output = $"out-{name}" };

    private static async Task<string> WithoutFaultsAsync(FaultCluster cluster)
    {
        await using var observer = new CampaignObserver("whole", cluster.Connections);
        await StrikeRun.SubmitAsync(cluster, Campaign("whole"));
        return Traces.Of(RunReport.Parse((await observer.EndAsync(Patience)).Report!));
    }

    private async Task<bool> CutAsync(FaultCluster cluster, string traces, bool owner)
    {
        await cluster.WholeAsync();
        var campaign = Campaign(owner ? "owner" : "blocks");
        await using var observer = new CampaignObserver(campaign.Name, cluster.Connections);
        await StrikeRun.SubmitAsync(cluster, campaign);
        await observer.UntilAsync(seen => seen.HasEnded || seen.IsSolving && seen.Status.Progress.Stage == 2 && seen.Status.Progress.Iteration >= 10, Patience);
        var residence = new Residence(campaign.Name, cluster.Connections[0]);
        int?[] owners = [await residence.CampaignAsync(), await residence.CoordinatorAsync()];
        var silo = cluster.Silos.First(each => owners.Contains(each.Process.SiloPort) == owner);
        var (process, before, at) = (silo.Process, observer.Seen[^1], observer.Now);

        network.Cut(silo.Place);
        var mended = MendAsync(silo);
        var after = await observer.UntilAsync(seen => seen.HasEnded || seen.Epoch > before.Epoch && seen.IsWorking, Patience);
        var again = await observer.UntilAsync(seen => seen.HasEnded || seen.At > at && seen.Epoch > before.Epoch && seen.Status.Progress.Iteration is not null, Patience);
        var end = await observer.EndAsync(Patience);
        var output = Path.Combine(cluster.Folder, campaign.Output);
        var written = Written(output);
        await mended;
        await process.Ended.WaitAsync(TimeSpan.FromMinutes(2));

        var once = Directory.GetFileSystemEntries(cluster.Folder, $"{campaign.Output}*").Length == 1 && written == Written(output);
        var same = end.State == CampaignState.Succeeded && Traces.Of(RunReport.Read(Path.Combine(output, RunFolder.ReportName))) == traces;
        var told = process.Errors.Contains("this silo cannot go on and exits", StringComparison.Ordinal);
        int[] epochs = [.. observer.Seen.Select(seen => seen.Epoch).Where(epoch => epoch > 0).Distinct()];
        var grows = epochs.Zip(epochs.Skip(1)).All(pair => pair.First < pair.Second);
        _rows.Add(string.Create(CultureInfo.InvariantCulture,
            $"| {(owner ? "the campaign's silo" : "a silo with blocks only")} | {(after.At - at).TotalSeconds:0.0} | {Math.Max(0, (before.Status.Progress.Iteration - again.Status.Progress.Iteration) ?? 0)} | {string.Join(", ", epochs)} | {(told ? "told it is dead, ended" : "ENDED WITHOUT A WORD")}{(process.Errors.Contains("left to its new owner", StringComparison.Ordinal) ? ", left its campaign" : "")} | {(once ? "once" : "NOT ONCE")} | {(same ? "yes" : "NO")} |"));
        if (!(same && once && told && grows))
            cluster.Dump(Path.Combine("artifacts", "faults", $"partition-{campaign.Name}"));
        return same && once && told && grows;
    }

    private async Task<bool> ResetAsync(FaultCluster cluster, string traces)
    {
        await cluster.WholeAsync();
        var campaign = Campaign("reset");
        await using var observer = new CampaignObserver(campaign.Name, cluster.Connections);
        await StrikeRun.SubmitAsync(cluster, campaign);
        await observer.UntilAsync(seen => seen.HasEnded || seen.IsSolving && seen.Status.Progress.Stage == 2 && seen.Status.Progress.Iteration >= 2, Patience);
        var silo = cluster.Silos[0];
        var process = silo.Process;
        for (var reset = 0; reset < Resets; reset++)
        {
            Network.Reset(silo.Place);
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        var at = observer.Now;
        await observer.UntilAsync(seen => seen.HasEnded || seen.At > at && seen.IsWorking, Patience);
        var again = (observer.Now - at).TotalSeconds;
        var end = await observer.EndAsync(Patience);
        var output = Path.Combine(cluster.Folder, campaign.Output);
        var same = end.State == CampaignState.Succeeded && Traces.Of(RunReport.Read(Path.Combine(output, RunFolder.ReportName))) == traces;
        var lives = !process.Ended.IsCompleted;
        int[] epochs = [.. observer.Seen.Select(seen => seen.Epoch).Where(epoch => epoch > 0).Distinct()];
        _rows.Add(string.Create(CultureInfo.InvariantCulture,
            $"| not, its connections were reset {Resets} times | {again:0.0} | | {string.Join(", ", epochs)} | {(lives ? "lives on" : "ENDED")} | once | {(same ? "yes" : "NO")} |"));
        if (!(same && lives))
            cluster.Dump(Path.Combine("artifacts", "faults", "partition-reset"));
        return same && lives;
    }

    private async Task MendAsync(SupervisedSilo silo)
    {
        await Task.Delay(Cut);
        network.Mend(silo.Place);
    }

    private static string Written(string folder) => string.Join('\n', Directory.GetFiles(folder).Order(StringComparer.Ordinal)
        .Select(file => string.Create(CultureInfo.InvariantCulture, $"{file} {File.GetLastWriteTimeUtc(file):O}")));
}
