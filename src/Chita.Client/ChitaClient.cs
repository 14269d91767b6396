using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Chita.Blocks;
using Chita.Campaigns;
using Chita.Grains.Campaigns;
using Chita.Grains.Gradients;
using Chita.Grains.Planning;

namespace Chita.Client;

/// <summary>Submits campaigns and follows them, over any connection to grains: an embedded silo or a cluster's client.</summary>
/// <param name="grains">Where the grains are.</param>
public sealed class ChitaClient(IGrainFactory grains)
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>How often a call is tried when a silo dies under it. Every call may be repeated.</summary>
    private const int Attempts = 5;

    /// <summary>Submits a campaign; it runs on its own from then on. The same campaign again does nothing.</summary>
    /// <param name="spec">The campaign, as <see cref="CampaignFile"/> read it.</param>
    /// <param name="fileName">What messages call its file.</param>
    /// <param name="dataRoot">Where its relative paths start, as an embedded silo sees it; its output goes where <paramref name="spec"/> says.
    /// Null, for a cluster: both at the silos' own data root.</param>
    /// <exception cref="InvalidInputException">There is another campaign of that name.</exception>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    public Task SubmitAsync(CampaignSpec spec, string fileName, string? dataRoot = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var text = new CampaignText(spec.Yaml, fileName, dataRoot, dataRoot is null ? null : spec.Output.Path);
        return InsistAsync(() => Campaign(spec.Name).Start(text));
    }

    /// <summary>Looks what a campaign would find, and leaves nothing behind; takes some seconds, in which silos measure their machines.</summary>
    /// <param name="spec">The campaign; null: machines are measured only.</param>
    /// <param name="fileName">What messages call its file.</param>
    /// <param name="dataRoot">As for <see cref="SubmitAsync"/>.</param>
    /// <param name="rows">n where there is no campaign.</param>
    /// <param name="storage">How A is kept where there is no campaign.</param>
    /// <exception cref="InvalidInputException">Network or data cannot be used.</exception>
    public Task<ClusterSurvey> SurveyAsync(CampaignSpec? spec, string fileName, string? dataRoot, int rows = 0, GradientStorage storage = GradientStorage.Float32)
    {
        var text = spec is null ? null : new CampaignText(spec.Yaml, fileName, dataRoot, dataRoot is null ? null : spec.Output.Path);
        return grains.GetGrain<IPlanGrain>($"plan-{Guid.NewGuid():N}").Survey(text, rows, storage);
    }

    /// <summary>Where a campaign stands.</summary>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    public async Task<CampaignStatus> GetAsync(string name)
    {
        CampaignStatus? status = null;
        await InsistAsync(async () => status = await Campaign(name).GetStatus());
        return status!;
    }

    /// <summary>Ends a campaign as soon as it can; it leaves no output.</summary>
    /// <exception cref="ClusterUnreachableException">No silo answers.</exception>
    public Task CancelAsync(string name) => InsistAsync(() => Campaign(name).Cancel());

    /// <summary>
    /// Follows a campaign until it has ended; the last status is the final one. While no silo answers it waits, for as long as it takes.
    /// </summary>
    /// <param name="name">The campaign.</param>
    /// <param name="reachable">Called with false when the cluster stops answering, and with true when it answers again.</param>
    /// <param name="cancellation">Ends following, not the campaign.</param>
    public async IAsyncEnumerable<CampaignStatus> WatchAsync(
        string name, Action<bool>? reachable = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var answers = true;
        while (true)
        {
            var status = await TryGetAsync(name);
            if (answers != (status is not null))
                reachable?.Invoke(answers = status is not null);
            if (status is not null)
                yield return status;
            if (status is { State: not (CampaignState.Pending or CampaignState.Running) })
                yield break;
            await Task.Delay(answers ? WatchInterval : RetryInterval, cancellation);
        }
    }

    private async Task<CampaignStatus?> TryGetAsync(string name)
    {
        try
        {
            return await Campaign(name).GetStatus();
        }
        catch (Exception)
        {
            return null; // whatever it is, as when its silo has no access to the storage: the campaign itself does not fail so
        }
    }

    private static async Task InsistAsync(Func<Task> call)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await call();
                return;
            }
            catch (Exception failure) when (IsOfTheWay(failure))
            {
                if (attempt == Attempts)
                    throw new ClusterUnreachableException($"the cluster does not answer: {failure.Message}", failure);
                await Task.Delay(RetryInterval);
            }
        }
    }

    /// <summary>Whether a call failed on its way, not where it was going.</summary>
    private static bool IsOfTheWay(Exception failure) => failure is TimeoutException or IOException or SocketException or OrleansException;

    private ICampaignGrain Campaign(string name) => grains.GetGrain<ICampaignGrain>(name);
}
