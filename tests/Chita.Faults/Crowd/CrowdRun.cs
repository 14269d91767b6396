using System.Diagnostics;
using System.Globalization;
using Chita.Client;
using Chita.Faults.Commands;
using Chita.Grains.Campaigns;

namespace Chita.Faults.Crowd;

/// <summary>Very many tiny campaigns at once: how soon all have ended, how long the list takes meanwhile, and what is left of them in memory.</summary>
internal sealed class CrowdRun(int campaigns)
{
    private const int Silos = 2;
    private const int Groups = 5;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PageInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(60);

    private readonly List<(string When, SiloMemory[] Silos)> _memory = [];

    /// <returns>Whether all campaigns succeeded.</returns>
    public async Task<bool> RunAsync()
    {
        await using var cluster = await FaultCluster.StartAsync(Silos, slices: false);
        TinyData.WriteTo(cluster.Folder);
        await using var connection = await cluster.ConnectAsync();
        var client = new ChitaClient(connection.Grains);
        try
        {
            await LookAsync(cluster, "at the start");
            // The first ones have code compiled and pools filled; whatever grows after them grows with campaigns.
            await EndAsync(cluster, client, Draw("early", Math.Max(1, campaigns / 10)));
            await SiloMemory.CollectAsync(cluster, Idle);
            await LookAsync(cluster, "after the first tenth, idle");

            var crowd = Draw("crowd", campaigns);
            var (during, after) = (Pages(client, crowd), Pages(client, crowd));
            var began = Stopwatch.GetTimestamp();
            using var ended = new CancellationTokenSource();
            var looks = Task.WhenAll(PageAsync(during, ended.Token), PeakAsync(cluster, ended.Token));
            var submitted = await EndAsync(cluster, client, crowd);
            var total = Stopwatch.GetElapsedTime(began);
            await ended.CancelAsync();
            await looks;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{campaigns} campaigns: all acknowledged after {submitted.TotalSeconds:0.0} s, ended after {total.TotalSeconds:0.0} s, {campaigns / total.TotalSeconds:0.0} a second"));

            await LookAsync(cluster, "just after the end");
            for (var turn = 0; turn < 20; turn++)
                await after.TakeAsync();
            var failed = await FailuresAsync(client, crowd);
            await SiloMemory.CollectAsync(cluster, Idle);
            await LookAsync(cluster, "afterwards, idle");
            Print(during, after);
            foreach (var failure in failed.Take(10))
                Console.Error.WriteLine(failure);
            Console.WriteLine($"{campaigns - failed.Count} of {campaigns} campaigns succeeded, and the list says so.");
            return failed.Count == 0;
        }
        catch (Exception failure)
        {
            cluster.Dump(Path.Combine("artifacts", "faults", "crowd"));
            Console.Error.WriteLine($"given up: {failure}\nThe silos' logs are in artifacts/faults/crowd.");
            return false;
        }
    }

    /// <summary>Most without gradients, some with a small solve.</summary>
    private static TinyCampaign[] Draw(string name, int count) => [.. Enumerable.Range(0, count).Select(i => new TinyCampaign(
        string.Create(CultureInfo.InvariantCulture, $"{name}-{i:0000}"), i % 10 == 0 ? TinyKind.Quick : TinyKind.Magnitude, $"g{i % Groups}"))];

    private static PageTimes Pages(ChitaClient client, IEnumerable<TinyCampaign> crowd) => new(client, [.. crowd.Select(campaign => campaign.Name)], "g1");

    /// <summary>Submits all at once, and waits until each has its output folder: looking there is no work for the cluster.</summary>
    /// <returns>How long it took until all were acknowledged.</returns>
    private static async Task<TimeSpan> EndAsync(FaultCluster cluster, ChitaClient client, TinyCampaign[] crowd)
    {
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(crowd.Select(campaign => client.SubmitAsync(campaign.Spec, campaign.FileName)));
        var submitted = Stopwatch.GetElapsedTime(began);
        var left = new List<TinyCampaign>(crowd);
        while (left.RemoveAll(campaign => Directory.Exists(Path.Combine(cluster.Folder, campaign.Output))) is var gone && left.Count > 0)
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"{left.Count} of {crowd.Length} campaigns have no output after {Patience.TotalMinutes:0} minutes, among them {left[0].Name}.");
            await Task.Delay(Glance);
        }

        var last = crowd[^1];
        while (!(await client.GetAsync(last.Name))!.State.IsFinal())
            await Task.Delay(Glance);
        return submitted;
    }

    private static async Task PageAsync(PageTimes pages, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            await pages.TakeAsync();
            await Task.Delay(PageInterval, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The largest of everything, whenever it was.</summary>
    private async Task PeakAsync(FaultCluster cluster, CancellationToken ended)
    {
        var peak = Enumerable.Repeat(new SiloMemory(0, 0, 0, 0, 0), Silos).ToArray();
        while (!ended.IsCancellationRequested)
        {
            var now = await SiloMemory.TakeAsync(cluster);
            for (var i = 0; i < Silos; i++)
            {
                peak[i] = new SiloMemory(
                    Math.Max(peak[i].Resident, now[i].Resident), Math.Max(peak[i].Managed, now[i].Managed), Math.Max(peak[i].Native, now[i].Native),
                    Math.Max(peak[i].Reserved, now[i].Reserved), Math.Max(peak[i].Activations, now[i].Activations));
            }

            await Task.Delay(Glance, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _memory.Add(("at the peak", peak));
    }

    private async Task LookAsync(FaultCluster cluster, string when) => _memory.Add((when, await SiloMemory.TakeAsync(cluster)));

    /// <summary>Campaigns that did not succeed, or that the list does not say so of.</summary>
    private static async Task<List<string>> FailuresAsync(ChitaClient client, TinyCampaign[] crowd)
    {
        var failures = new List<string>();
        var listed = new HashSet<string>();
        for (var after = ""; ;)
        {
            var page = await client.ListAsync(new CampaignFilter { States = [CampaignState.Succeeded] }, after, PageTimes.PageSize);
            listed.UnionWith(page.Select(entry => entry.Name));
            if (page.Count < PageTimes.PageSize)
                break;
            after = page[^1].Name;
        }

        foreach (var some in crowd.Chunk(32))
        {
            var statuses = await Task.WhenAll(some.Select(campaign => client.GetAsync(campaign.Name)));
            failures.AddRange(statuses.Where(status => status?.State != CampaignState.Succeeded).Select(status => $"{status?.Name}: {status?.State} {status?.Failure?.Detail}"));
        }

        failures.AddRange(crowd.Where(campaign => !listed.Contains(campaign.Name)).Select(campaign => $"{campaign.Name}: the list does not say that it succeeded"));
        return failures;
    }

    private void Print(PageTimes during, PageTimes after)
    {
        Console.WriteLine("\n| pages of 100, target 200 ms | | times | median ms | worst ms |\n|---|---|---:|---:|---:|");
        foreach (var row in during.Rows("while they run").Concat(after.Rows("afterwards")))
            Console.WriteLine(row);
        Console.WriteLine("\n| memory | silo | resident MiB | managed MiB | native MiB | reserved MiB | activations |\n|---|---:|---:|---:|---:|---:|---:|");
        foreach (var (when, silos) in _memory)
        {
            for (var i = 0; i < silos.Length; i++)
                Console.WriteLine($"| {when} | {i + 1} | {silos[i]} |");
        }

        Console.WriteLine();
    }
}
