using Chita.Grains.Campaigns;

namespace Chita.EndToEnd.Tests.Faults.Histories;

/// <summary>All that users asked of campaigns and all that was seen of them, on one clock.</summary>
/// <param name="Commands">What users asked.</param>
/// <param name="Sightings">What observers saw.</param>
/// <param name="Remains">What is left of each campaign after the end.</param>
internal sealed record CommandHistory(IReadOnlyList<Command> Commands, IReadOnlyList<Sighting> Sightings, IReadOnlyList<Remains> Remains)
{
    public IEnumerable<string> Campaigns =>
        Commands.Select(command => command.Campaign).Concat(Sightings.Select(sighting => sighting.Campaign)).Concat(Remains.Select(remains => remains.Campaign)).Distinct();
}

/// <summary>What a user may ask.</summary>
internal enum Verb
{
    /// <summary>The same text again does nothing.</summary>
    Submit,

    /// <summary>A campaign that has ended gives way, a paused one goes on.</summary>
    Again,
    Pause,
    Resume,
    Cancel,
}

/// <summary>A command. It has effect between <see cref="Invoked"/> and <see cref="Until"/>, perhaps more than once: clients repeat what is not answered.</summary>
/// <param name="Who">Who gave it.</param>
/// <param name="Campaign">The campaign's name.</param>
/// <param name="Verb">What was asked.</param>
/// <param name="Invoked">When.</param>
/// <param name="Answered">When it was answered; null when it never was.</param>
/// <param name="Answer">Where the campaign stood then; null when there is none of that name, and when the command was refused or not answered.</param>
/// <param name="Error">Why it was refused or not answered; null when it was acknowledged.</param>
internal sealed record Command(string Who, string Campaign, Verb Verb, TimeSpan Invoked, TimeSpan? Answered, Standing? Answer, string? Error = null)
{
    /// <summary>When it can have its last effect: one that was never answered, at any time.</summary>
    public TimeSpan Until => Answered ?? TimeSpan.MaxValue;

    public bool IsAcknowledged => Answered is not null && Error is null;

    /// <summary>Whether a paused campaign may go on because of it.</summary>
    public bool Resumes => Verb is Verb.Resume or Verb.Again;

    /// <summary>Whether it came too late: the campaign had ended, or could only end of its own by then.</summary>
    public bool IsTooLate => IsAcknowledged && Answer is { } answer && Verb switch
    {
        Verb.Pause => answer.Wish == CampaignWish.Run,
        Verb.Cancel => answer.Wish != CampaignWish.Cancel && answer.State != CampaignState.Cancelled,
        Verb.Resume => answer.State.IsFinal(),
        _ => false,
    };

    /// <summary>Whether it can have effect between two moments.</summary>
    public bool Touches(TimeSpan from, TimeSpan to) => Invoked <= to && Until >= from;
}

/// <summary>Where a campaign stands.</summary>
/// <param name="Run">Names it among all that had its name.</param>
/// <param name="State">Its state.</param>
/// <param name="Wish">What its user wants of it; the list does not say.</param>
internal sealed record Standing(string Run, CampaignState State, CampaignWish? Wish = null);

/// <summary>A look at a campaign: it stood so at some moment between <see cref="Asked"/> and <see cref="Answered"/>.</summary>
/// <param name="Who">Who looked.</param>
/// <param name="Campaign">The campaign's name.</param>
/// <param name="IsListed">Whether the list was looked at, which follows a little later, or the campaign itself.</param>
/// <param name="Asked">When it was asked for.</param>
/// <param name="Answered">When the answer came.</param>
/// <param name="Standing">Where it stood; null: nowhere.</param>
internal sealed record Sighting(string Who, string Campaign, bool IsListed, TimeSpan Asked, TimeSpan Answered, Standing? Standing);

/// <summary>What is left of a campaign after everything.</summary>
/// <param name="Campaign">Its name.</param>
/// <param name="Status">What it says of itself; null when there is none.</param>
/// <param name="Listed">What the list says; null when it is not there.</param>
/// <param name="HasOutput">Whether its output folder is there.</param>
/// <param name="Wrong">What is wrong with its output, or lies beside it; null when nothing is.</param>
internal sealed record Remains(string Campaign, Standing? Status, Standing? Listed, bool HasOutput, string? Wrong = null);
