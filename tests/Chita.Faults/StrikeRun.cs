using Chita.Grains.Campaigns;
using Chita.Reports;

namespace Chita.Faults;

/// <summary>One campaign with one strike.</summary>
internal sealed class StrikeRun(FaultCluster cluster, ResnetCampaign campaign, Reference reference)
{
    /// <summary>After which a campaign is given up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <exception cref="TimeoutException">The campaign did not end.</exception>
    public async Task<StrikeResult> RunAsync(Strike strike)
    {
        await cluster.WholeAsync();
        await using var observer = new CampaignObserver(campaign.Name, cluster.Connections);
        await SubmitAsync(cluster, campaign);
        if (!await new Aim(strike, reference, campaign.Name, cluster.Folder, observer, Patience).TakeAsync())
            return new StrikeResult(strike, [], "too late", null, 0, Problem(observer.Seen[^1].Status));

        var (victims, what) = await FindAsync(strike);
        var (before, at) = (observer.Seen[^1], observer.Now);
        await Task.WhenAll(victims.Select(silo => silo.Process.KillAsync()));

        // What is lost shows in the epoch; when nothing was lost, the campaign just goes on.
        var after = await observer.UntilAsync(seen => seen.HasEnded || seen.At > at && seen.Epoch > before.Epoch && seen.IsWorking, Patience);
        var end = await observer.EndAsync(Patience);
        var hit = after.Epoch > before.Epoch || end.State != CampaignState.Succeeded || after.At - at > TimeSpan.FromSeconds(2);
        return new StrikeResult(strike, [.. victims.Select(silo => silo.Name)], what, hit ? (after.At - at).TotalSeconds : null, Lost(before, observer.Seen, at), Problem(end));
    }

    /// <summary>Submits through whichever silo answers.</summary>
    public static async Task SubmitAsync(FaultCluster cluster, ResnetCampaign campaign)
    {
        var spec = Campaigns.CampaignFile.LoadForCluster(campaign.WriteTo(cluster.Folder, cluster.Folder));
        await cluster.Client.SubmitAsync(spec, $"{campaign.Name}.yaml");
    }

    /// <summary>What is not as it should be; null when all is.</summary>
    private string? Problem(CampaignStatus end)
    {
        if (end.State != CampaignState.Succeeded)
            return $"{end.State}: {end.Failure?.Message}\n{end.Failure?.Detail}";
        var output = Path.Combine(cluster.Folder, campaign.Output);
        if (Directory.GetFileSystemEntries(cluster.Folder, $"{campaign.Output}*") is not [var only] || only != output)
            return $"output: {string.Join(", ", Directory.GetFileSystemEntries(cluster.Folder, $"{campaign.Output}*"))}";
        return Traces.Of(RunReport.Read(Path.Combine(output, RunFolderName))) == reference.Traces ? null : "another digest or trace";
    }

    private const string RunFolderName = Output.RunFolder.ReportName;

    private async Task<(SupervisedSilo[] Silos, string What)> FindAsync(Strike strike)
    {
        var residence = new Residence(campaign.Name, cluster.Connections[strike.Random.Next(cluster.Connections.Count)]);
        var tensor = reference.Tensors[strike.Random.Next(reference.Tensors.Count)];
        var port = strike.Victim switch
        {
            Victim.Layer => await residence.LayerAsync(tensor),
            Victim.Block => await residence.BlockAsync(tensor),
            _ => await residence.CoordinatorAsync() ?? await residence.CampaignAsync(),
        };
        var silo = port is { } known ? cluster.At(known) : cluster.Silos[strike.Random.Next(cluster.Silos.Count)];
        var others = cluster.Silos.Where(other => other != silo).ToArray();
        var what = strike.Victim switch
        {
            Victim.Coordinator => "coordinator's",
            Victim.Layer => $"layer's ({tensor})",
            Victim.Block => $"block's ({tensor})",
            _ => "coordinator's and another",
        };
        return (strike.Victim == Victim.Two ? [silo, others[strike.Random.Next(others.Length)]] : [silo], port is null ? $"{what}: none, any" : what);
    }

    private static int Lost(Observation before, IReadOnlyList<Observation> seen, TimeSpan at)
    {
        var again = seen.FirstOrDefault(each => each.At > at && each.Epoch > before.Epoch && each.IsSolving && each.Status.Progress.Iteration is not null);
        return before.IsSolving && again?.Status.Progress.Stage == before.Status.Progress.Stage ? Math.Max(0, (before.Status.Progress.Iteration - again.Status.Progress.Iteration) ?? 0) : 0;
    }
}

/// <summary>What came of a strike.</summary>
/// <param name="Strike">The strike.</param>
/// <param name="Silos">Which silos it killed.</param>
/// <param name="What">What they held.</param>
/// <param name="Seconds">Until the campaign was at work again; null when it lost nothing.</param>
/// <param name="IterationsLost">Iterations that were done again, as far as was seen.</param>
/// <param name="Problem">What is not as it should be; null when all is.</param>
internal sealed record StrikeResult(Strike Strike, IReadOnlyList<string> Silos, string What, double? Seconds, int IterationsLost, string? Problem);
