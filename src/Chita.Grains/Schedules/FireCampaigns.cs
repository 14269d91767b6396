using Chita.Grains.Campaigns;
using Chita.Grains.Gradients;
using Microsoft.Extensions.Logging;

namespace Chita.Grains.Schedules;

/// <summary>The campaigns of fires. Whatever does not answer is asked again at the next wake-up: nothing here is done twice by being asked twice.</summary>
internal sealed class FireCampaigns(IGrainFactory grains, ILogger logger)
{
    /// <summary>When to wake up for what is not finished.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    /// <summary>Starts the campaign of a fire. Waits for the answer, however long it takes: one that came after the campaign was forgotten would start it again.</summary>
    /// <returns>The fire as it is now.</returns>
    public async Task<FireRecord> StartAsync(string name, CampaignText text, FireRecord fire)
    {
        try
        {
            await Campaign(name).Submit(text, again: false);
            return fire with { State = FireState.Running };
        }
        catch (InvalidInputException refused)
        {
            return fire with { State = FireState.Refused, Reason = refused.Message };
        }
        catch (Exception failure)
        {
            Tell(name, failure);
            return fire;
        }
    }

    /// <summary>Looks whether the campaign of a fire has ended.</summary>
    /// <returns>The fire as it is now.</returns>
    public async Task<FireRecord> FollowAsync(string name, FireRecord fire)
    {
        try
        {
            if (await Campaign(name).GetStatus() is not { } status)
                return fire with { State = FireState.Ended, Reason = "its campaign is no longer kept" };
            return status.State.IsFinal() ? fire with { State = FireState.Ended, Outcome = status.State, Run = status.Run } : fire;
        }
        catch (Exception failure)
        {
            Tell(name, failure);
            return fire;
        }
    }

    /// <summary>Ends the campaign of a fire, sooner or later.</summary>
    public async Task CancelAsync(string name)
    {
        try
        {
            await Campaign(name).Cancel();
        }
        catch (Exception failure)
        {
            Tell(name, failure);
        }
    }

    /// <summary>Has the campaign of a fire forgotten. One that was run again under its name since is the user's, and stays.</summary>
    /// <returns>Whether nothing is left of it.</returns>
    public async Task<bool> ForgetAsync(string name, FireRecord fire)
    {
        try
        {
            return fire.Run is not { } run || await Campaign(name).Forget(run);
        }
        catch (Exception failure)
        {
            Tell(name, failure);
            return false;
        }
    }

    private void Tell(string name, Exception failure) => logger.LogWarning(failure, "Campaign {Campaign} does not answer; it is asked again", name);

    private ICampaignGrain Campaign(string name) => grains.GetGrain<ICampaignGrain>(name);
}
