using System.Runtime.CompilerServices;
using Chita.Campaigns;
using Chita.Grains.Campaigns;
using Chita.Grains.Gradients;

namespace Chita.Client;

/// <summary>Submits campaigns and follows them, over any connection to grains: an embedded silo or a cluster's client.</summary>
/// <param name="grains">Where the grains are.</param>
public sealed class ChitaClient(IGrainFactory grains)
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Submits a campaign; it runs on its own from then on. The same campaign again does nothing.</summary>
    /// <param name="spec">The campaign, as <see cref="CampaignFile"/> read it.</param>
    /// <param name="fileName">What messages call its file.</param>
    /// <param name="dataRoot">Where its relative paths start, as the silos see it.</param>
    /// <exception cref="InvalidInputException">There is another campaign of that name.</exception>
    public Task SubmitAsync(CampaignSpec spec, string fileName, string dataRoot)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Campaign(spec.Name).Start(new CampaignText(spec.Yaml, fileName, dataRoot, spec.Output.Path));
    }

    /// <summary>Where a campaign stands.</summary>
    public Task<CampaignStatus> GetAsync(string name) => Campaign(name).GetStatus();

    /// <summary>Ends a campaign as soon as it can; it leaves no output.</summary>
    public Task CancelAsync(string name) => Campaign(name).Cancel();

    /// <summary>Follows a campaign until it has ended; the last status is the final one.</summary>
    public async IAsyncEnumerable<CampaignStatus> WatchAsync(string name, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var timer = new PeriodicTimer(WatchInterval);
        while (true)
        {
            var status = await GetAsync(name);
            yield return status;
            if (status.State is not (CampaignState.Pending or CampaignState.Running))
                yield break;
            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    private ICampaignGrain Campaign(string name) => grains.GetGrain<ICampaignGrain>(name);
}
