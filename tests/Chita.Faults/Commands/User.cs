using Chita.Client;
using Chita.EndToEnd.Tests.Faults.Histories;
using Chita.Grains.Campaigns;

namespace Chita.Faults.Commands;

/// <summary>Gives commands through a client of the cluster, as a program would, and takes down what it is told.</summary>
internal sealed class User(string name, ChitaClient client, HistoryRecorder history)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Gives a command, once: the client itself repeats what is not answered.</summary>
    public async Task<Command> GiveAsync(Verb verb, TinyCampaign campaign)
    {
        var command = await AskAsync(verb, campaign, history.Now);
        history.Add(command);
        return command;
    }

    /// <summary>Gives a command until it is acknowledged.</summary>
    /// <exception cref="TimeoutException">It was not, in all this time.</exception>
    public async Task InsistAsync(Verb verb, TinyCampaign campaign, TimeSpan patience)
    {
        for (var end = history.Now + patience; !(await GiveAsync(verb, campaign)).IsAcknowledged;)
        {
            if (history.Now > end)
                throw new TimeoutException($"{verb} of {campaign.Name} was not acknowledged in {patience.TotalSeconds:0} s.");
            await Task.Delay(Pause);
        }
    }

    private async Task<Command> AskAsync(Verb verb, TinyCampaign campaign, TimeSpan invoked)
    {
        try
        {
            var status = await SendAsync(verb, campaign);
            return new Command(name, campaign.Name, verb, invoked, history.Now, status is null ? null : new Standing(status.Run, status.State, status.Wish));
        }
        catch (InvalidInputException refused)
        {
            return new Command(name, campaign.Name, verb, invoked, history.Now, null, refused.Message);
        }
        catch (Exception failure)
        {
            return new Command(name, campaign.Name, verb, invoked, null, null, $"{failure.GetType().Name}: {failure.Message}");
        }
    }

    private async Task<CampaignStatus?> SendAsync(Verb verb, TinyCampaign campaign) => verb switch
    {
        Verb.Submit => await client.SubmitAsync(campaign.Spec, campaign.FileName),
        Verb.Again => await client.SubmitAsync(campaign.Spec, campaign.FileName, again: true),
        Verb.Pause => await client.PauseAsync(campaign.Name),
        Verb.Resume => await client.ResumeAsync(campaign.Name),
        _ => await client.CancelAsync(campaign.Name),
    };
}
