using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Chita.Blocks;
using Chita.Campaigns;
using Chita.Grains;
using Chita.Grains.Campaigns;
using Chita.Grains.Gradients;
using Chita.Grains.Planning;
using Chita.Grains.Schedules;
using Chita.Planning;

namespace Chita.Client;

/// <summary>Submits campaigns and follows them, over any connection to grains: an embedded silo or a cluster's client.</summary>
/// <param name="grains">Where the grains are.</param>
public sealed partial class ChitaClient(IGrainFactory grains)
{
    private static readonly CampaignFilter AtWork = new()
    {
        States = [.. Enum.GetValues<CampaignState>().Where(state => state != CampaignState.Paused && !state.IsFinal())],
    };

    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long a call is tried again when a silo dies under it: longer than it takes until that one is missed. Every call may be repeated.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Submits a campaign; it runs on its own from then on. The same campaign again does nothing.</summary>
    /// <param name="spec">The campaign, as <see cref="CampaignFile"/> read it.</param>
    /// <param name="fileName">What messages call its file.</param>
    /// <param name="dataRoot">Where its relative paths start, as an embedded silo sees it; its output goes where <paramref name="spec"/> says.
    /// Null, for a cluster: both at the silos' own data root.</param>
    /// <param name="again">Whether a campaign of this name that has ended gives way, and one that is paused, with the same text, goes on.</param>
    /// <exception cref="InvalidInputException">There is another campaign of that name, or its network is not there.</exception>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    public async Task<CampaignStatus> SubmitAsync(CampaignSpec spec, string fileName, string? dataRoot = null, bool again = false)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var text = new CampaignText(spec.Yaml, fileName, dataRoot, dataRoot is null ? null : spec.Output.Path);
        if (!again)
            return await InsistAsync(() => Campaign(spec.Name).Submit(text, again: false));

        // A request whose answer was lost may have begun a run that has ended by now: asked for once, it is not to run twice.
        var before = (await GetAsync(spec.Name))?.Run;
        return await InsistAsync(async () => await Campaign(spec.Name).Submit(text, again: (await Campaign(spec.Name).GetStatus())?.Run == before));
    }

    /// <summary>Looks what a campaign would find, and leaves nothing behind; takes some seconds, in which silos measure their machines, unless that is not asked for.</summary>
    /// <param name="spec">The campaign; null: machines are measured only.</param>
    /// <param name="fileName">What messages call its file.</param>
    /// <param name="dataRoot">As for <see cref="SubmitAsync"/>.</param>
    /// <param name="rows">n where there is no campaign.</param>
    /// <param name="storage">How A is kept where there is no campaign.</param>
    /// <param name="known">What the machines do, when that is known: they are not measured then. Null: they are.</param>
    /// <exception cref="InvalidInputException">Network or data cannot be used.</exception>
    public Task<ClusterSurvey> SurveyAsync(
        CampaignSpec? spec, string fileName, string? dataRoot, int rows = 0, GradientStorage storage = GradientStorage.Float32, MachineSpeeds? known = null)
    {
        var text = spec is null ? null : new CampaignText(spec.Yaml, fileName, dataRoot, dataRoot is null ? null : spec.Output.Path);
        return grains.GetGrain<IPlanGrain>($"plan-{Guid.NewGuid():N}").Survey(text, rows, storage, known);
    }

    /// <summary>A page of the list of campaigns, by name.</summary>
    /// <param name="filter">Which; null: all.</param>
    /// <param name="after">The last name of the page before; empty: the first page.</param>
    /// <param name="most">Entries of a page, 1 … 1,000.</param>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    public Task<IReadOnlyList<CampaignEntry>> ListAsync(CampaignFilter? filter = null, string after = "", int most = 100)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, 1000);
        return InsistAsync(() => CampaignIndex.ListAsync(grains, filter ?? new CampaignFilter(), after, most));
    }

    /// <summary>Where a campaign stands; null when there is none of that name.</summary>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    public Task<CampaignStatus?> GetAsync(string name) => InsistAsync(() => Campaign(name).GetStatus());

    /// <summary>What a campaign's stages have reached so far, the least sparse first; null when there is none of that name.</summary>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    public Task<IReadOnlyList<FrontierPoint>?> GetFrontierAsync(string name) => InsistAsync(() => Campaign(name).GetFrontier());

    /// <summary>Has a campaign stop as soon as it can and give back what it holds. It goes on from its last checkpoint when it is resumed.</summary>
    /// <returns>Where it stands; null when there is none of that name.</returns>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    public Task<CampaignStatus?> PauseAsync(string name) => InsistAsync(() => Campaign(name).Pause());

    /// <summary>Has a paused campaign go on.</summary>
    /// <returns>Where it stands; null when there is none of that name.</returns>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    public Task<CampaignStatus?> ResumeAsync(string name) => InsistAsync(() => Campaign(name).Resume());

    /// <summary>Ends a campaign as soon as it can; it leaves no output.</summary>
    /// <returns>Where it stands; null when there is none of that name.</returns>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    public Task<CampaignStatus?> CancelAsync(string name) => InsistAsync(() => Campaign(name).Cancel());

    /// <summary>
    /// Follows a campaign until it has ended, or is paused; the last status says which. While no silo answers it waits, for as long as it takes.
    /// </summary>
    /// <param name="name">The campaign.</param>
    /// <param name="reachable">Called with false when the cluster stops answering, and with true when it answers again.</param>
    /// <param name="cancellation">Ends following, not the campaign.</param>
    /// <exception cref="UnknownNameException">There is none of that name, or no longer.</exception>
    public async IAsyncEnumerable<CampaignStatus> WatchAsync(
        string name, Action<bool>? reachable = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (var answers = true; ;)
        {
            var (reached, status) = await TryGetAsync(name);
            if (answers != reached)
                reachable?.Invoke(answers = reached);
            if (reached)
                yield return status ?? throw UnknownCampaign(name);
            if (status is { State: CampaignState.Paused } || status?.State.IsFinal() == true)
                yield break;
            await Task.Delay(answers ? WatchInterval : RetryInterval, cancellation);
        }
    }

    /// <summary>Has a campaign do what is left of it; one that is at work, or of which nothing is left, stays as it is.</summary>
    internal Task WakeAsync(string name) => InsistAsync(() => Campaign(name).Wake());

    /// <summary>Wakes all campaigns and schedules, where their reminders have not outlived the silo before.</summary>
    internal async Task WakeAllAsync()
    {
        IReadOnlyList<CampaignEntry> page;
        for (var last = ""; (page = await ListAsync(null, last, 1000)).Count > 0; last = page[^1].Name)
            await Task.WhenAll(page.Select(entry => WakeAsync(entry.Name)));
        await ScheduleIndex.WakeAsync(grains);
    }

    /// <summary>Whether any campaign is neither paused nor ended, or any schedule will fire.</summary>
    internal async Task<bool> HasWorkAsync() =>
        (await ListAsync(AtWork, "", 1)).Count > 0 || (await ListSchedulesAsync()).Any(schedule => schedule.Next is not null);

    internal static UnknownNameException UnknownCampaign(string name) =>
        new($"there is no campaign {name}; names are the metadata.name of campaign files, and chita list shows them");

    private async Task<(bool Reached, CampaignStatus? Status)> TryGetAsync(string name)
    {
        try
        {
            return (true, await Campaign(name).GetStatus());
        }
        catch (Exception)
        {
            return (false, null); // whatever it is, as when its silo has no access to the storage: the campaign itself does not fail so
        }
    }

    private static async Task<T> InsistAsync<T>(Func<Task<T>> call)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (Exception failure) when (IsOfTheWay(failure))
            {
                if (attempt > 1 && TimeProvider.System.GetElapsedTime(started) > Patience)
                    throw new ClusterUnreachableException($"the cluster does not answer: {failure.Message}", failure);
                await Task.Delay(RetryInterval);
            }
        }
    }

    private static Task<bool> InsistAsync(Func<Task> call) => InsistAsync(async () =>
    {
        await call();
        return true;
    });

    /// <summary>Whether a call failed on its way, not where it was going.</summary>
    private static bool IsOfTheWay(Exception failure) => failure is TimeoutException or IOException or SocketException or OrleansException or StaleOwnerException;

    private ICampaignGrain Campaign(string name) => grains.GetGrain<ICampaignGrain>(name);
}
