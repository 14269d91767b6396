using Chita.Grains.Campaigns;

namespace Chita.EndToEnd.Tests.Faults.Histories;

/// <summary>A history of one campaign, told in seconds.</summary>
internal sealed class Story
{
    private const string Name = "tale";

    private readonly List<Command> _commands = [];
    private readonly List<Sighting> _sightings = [];
    private Remains? _remains;

    /// <summary>A command that was acknowledged.</summary>
    public Story Told(Verb verb, double from, double to, CampaignState? answer, CampaignWish wish = CampaignWish.Run, string run = "1") =>
        Add(new Command("user", Name, verb, At(from), At(to), answer is { } state ? new Standing(run, state, wish) : null));

    /// <summary>A command that was never answered.</summary>
    public Story Unanswered(Verb verb, double from) => Add(new Command("user", Name, verb, At(from), null, null, "the cluster does not answer"));

    public Story Seen(double from, double to, CampaignState? state, CampaignWish wish = CampaignWish.Run, string run = "1") =>
        Add(new Sighting("observer", Name, IsListed: false, At(from), At(to), state is { } known ? new Standing(run, known, wish) : null));

    public Story Listed(double from, double to, CampaignState state, string run = "1") =>
        Add(new Sighting("observer", Name, IsListed: true, At(from), At(to), new Standing(run, state)));

    public Story Left(CampaignState state, CampaignState? listed = null, bool? output = null, string? wrong = null, string run = "1")
    {
        _remains = new Remains(Name, new Standing(run, state), new Standing(run, listed ?? state), output ?? state == CampaignState.Succeeded, wrong);
        return this;
    }

    public IReadOnlyList<HistoryFinding> Check() => HistoryChecker.Check(new CommandHistory(_commands, _sightings, _remains is null ? [] : [_remains]));

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private Story Add(Command command)
    {
        _commands.Add(command);
        return this;
    }

    private Story Add(Sighting sighting)
    {
        _sightings.Add(sighting);
        return this;
    }
}
