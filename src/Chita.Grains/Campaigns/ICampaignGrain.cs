using Chita.Grains.Gradients;
using Orleans.Concurrency;

namespace Chita.Grains.Campaigns;

/// <summary>
/// One campaign, from its text to its output folder. Key: its name. What it has answered to is kept, whoever dies then. A campaign that was never
/// submitted answers null.
/// </summary>
[Alias("chita.ICampaign")]
public interface ICampaignGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes the campaign on; it runs on its own from then on. The same text again does nothing: who is not answered asks again, and waits for what is under way.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="again">Whether a campaign of this name that has ended, or that is paused with the same text, gives way or goes on.</param>
    /// <exception cref="InvalidInputException">There is a campaign of this name with another text; or the network is not there.</exception>
    [Alias("submit"), ResponseTimeout(Asking.Interval)]
    Task<CampaignStatus> Submit(CampaignText campaign, bool again);

    /// <summary>Where it stands.</summary>
    [Alias("status"), AlwaysInterleave]
    Task<CampaignStatus?> GetStatus();

    /// <summary>What its stages have reached so far, the least sparse first.</summary>
    [Alias("frontier"), AlwaysInterleave]
    Task<IReadOnlyList<FrontierPoint>?> GetFrontier();

    /// <summary>Has it stop as soon as it can and give back what it holds; it goes on from its last checkpoint. One that has ended, or is about to, stays as it is.</summary>
    [Alias("pause"), AlwaysInterleave]
    Task<CampaignStatus?> Pause();

    /// <summary>Has a paused one go on; others stay as they are.</summary>
    [Alias("resume"), AlwaysInterleave]
    Task<CampaignStatus?> Resume();

    /// <summary>Ends it as soon as it can; one that has ended, or is about to, stays as it is.</summary>
    [Alias("cancel"), AlwaysInterleave]
    Task<CampaignStatus?> Cancel();

    /// <summary>Does what its reminder does, for hosts whose reminders end with them: what is left to do is taken up. Where nothing is, this returns when all is tidied up.</summary>
    [Alias("wake"), AlwaysInterleave]
    Task Wake();

    /// <summary>Removes what is kept of it, also from the list, once it has ended and holds nothing; its output folder stays. The same again does nothing.</summary>
    /// <param name="run">Names the campaign among all that had the name; another one stays.</param>
    /// <returns>Whether nothing is left of it; false: ask again later.</returns>
    [Alias("forget")]
    Task<bool> Forget(string run);
}
