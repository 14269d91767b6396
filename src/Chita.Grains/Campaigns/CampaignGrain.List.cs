using Microsoft.Extensions.Logging;

namespace Chita.Grains.Campaigns;

/// <content>What the list knows of it. It follows the record, and keeps nobody waiting: an index that is away is told later.</content>
internal sealed partial class CampaignGrain
{
    private static readonly TimeSpan ListPatience = TimeSpan.FromSeconds(2);

    private Task _listing = Task.CompletedTask; // one after the other: what is told last is true
    private CampaignEntry? _listed;             // what the index was last told, by this activation

    /// <summary>Tells the index in the background where it stands.</summary>
    private void List() => TryListAsync().Ignore();

    /// <summary>The same, for somebody who may look at the list next; waits a moment for it, and no longer.</summary>
    private async Task ListSoonAsync() => await Task.WhenAny(TryListAsync(), Task.Delay(ListPatience, _services.Time));

    /// <summary>Tells the index where it stands.</summary>
    private Task ListAsync() => _listing = TellAsync(_listing);

    private async Task TryListAsync()
    {
        try
        {
            await ListAsync();
        }
        catch (Exception failure)
        {
            // It is told by the next change, or when a reminder comes.
            _logger.LogWarning("The list does not know yet where campaign {Campaign} stands: {Reason}", Name, failure.Message);
        }
    }

    private async Task TellAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        if (Record.Text is null || _listed is { } told && (told.Run, told.State) == (Record.Run, Record.State))
            return;
        var entry = new CampaignEntry(Name, Record.Run, Record.State, SpecOf(Record).Labels, Record.Submitted, Record.Ended);
        await Index().Put(entry);
        _listed = entry;
    }

    private ICampaignIndexGrain Index() => CampaignIndex.For(GrainFactory, Name);
}
