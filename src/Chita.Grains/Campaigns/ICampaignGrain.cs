using Chita.Grains.Gradients;
using Orleans.Concurrency;

namespace Chita.Grains.Campaigns;

/// <summary>One campaign, from its text to its output folder. Key: its name.</summary>
[Alias("chita.ICampaign")]
public interface ICampaignGrain : IGrainWithStringKey
{
    /// <summary>Starts the campaign and returns; the same text again does nothing.</summary>
    /// <exception cref="InvalidInputException">A campaign of this name runs, or ran, with another text.</exception>
    [Alias("start")]
    Task Start(CampaignText campaign);

    /// <summary>Where it stands.</summary>
    [Alias("status"), AlwaysInterleave]
    Task<CampaignStatus> GetStatus();

    /// <summary>Ends it as soon as it can; a campaign that has ended stays as it is.</summary>
    [Alias("cancel"), AlwaysInterleave]
    Task Cancel();
}
