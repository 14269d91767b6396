using Chita.Grains.Campaigns;

namespace Chita.EndToEnd.Tests.Faults.Histories;

/// <summary>
/// A campaign as it should be, in a few lines, commanded and looked at in a random order; each command and each look takes some time around the moment
/// at which it happens. What it gives is a history that is right.
/// </summary>
internal sealed class ModelCampaign(Random random)
{
    private const string Name = "model";

    private readonly List<Command> _commands = [];
    private readonly List<Sighting> _sightings = [];
    private int _run;
    private bool _isEnding; // too late for commands
    private (CampaignState State, CampaignWish Wish)? _now;
    private Standing? _listed;

    /// <param name="steps">How many commands and looks.</param>
    /// <param name="forgets">Whether it once forgets what happened last, as a store does that acknowledges what it has not kept.</param>
    public CommandHistory Live(int steps, bool forgets = false)
    {
        var lapse = forgets ? random.Next(2, steps) : -1;
        var before = (_run, _isEnding, _now);
        for (var moment = 1; moment <= steps; moment++)
        {
            if (moment == lapse)
                (_run, _isEnding, _now) = before;
            if (random.Next(4) == 0)
                before = (_run, _isEnding, _now);
            for (var progress = random.Next(3); progress > 0; progress--)
                Progress();
            if (random.Next(3) == 0)
                Command(moment, (Verb)random.Next(5));
            else
                Look(moment);
        }

        Obey(Verb.Submit);
        Obey(Verb.Resume);
        _commands.Add(Last(Verb.Submit));
        _commands.Add(Last(Verb.Resume));
        while (!_now!.Value.State.IsFinal())
            Progress();
        var status = Standing();
        return new CommandHistory(_commands, _sightings, [new Remains(Name, status, status, status!.State == CampaignState.Succeeded)]);
    }

    private void Progress()
    {
        _now = _now switch
        {
            { } now when now.State.IsFinal() => now,
            { Wish: CampaignWish.Cancel } now => now with { State = CampaignState.Cancelled },
            { State: CampaignState.Pending } now => now with { State = CampaignState.Running },
            { State: CampaignState.Pausing, Wish: CampaignWish.Pause } now => now with { State = CampaignState.Paused },
            { State: CampaignState.Pausing } now => now with { State = CampaignState.Pending },
            { State: CampaignState.Running } now when _isEnding => now with { State = CampaignState.Succeeded },
            var now => now,
        };
        _isEnding |= _now is { State: CampaignState.Running } && random.Next(4) == 0;
    }

    /// <summary>Of commands that are not answered, some were heard.</summary>
    private void Command(int moment, Verb verb)
    {
        var (from, to) = Around(moment);
        var isAnswered = random.Next(5) > 0;
        if (isAnswered || random.Next(2) == 0)
            Obey(verb);
        _commands.Add(new Command("user", Name, verb, from, isAnswered ? to : null, isAnswered ? Standing() : null, isAnswered ? null : "no answer"));
    }

    private void Obey(Verb verb)
    {
        if (verb is Verb.Submit or Verb.Again && (_now is null || verb == Verb.Again && _now.Value.State.IsFinal()))
            (_run, _isEnding, _now) = (_run + 1, false, (CampaignState.Pending, CampaignWish.Run));
        if (_now is not { } now || now.State.IsFinal() || _isEnding)
            return;
        if (verb is Verb.Resume or Verb.Again && now.Wish == CampaignWish.Pause)
            _now = (now.State == CampaignState.Paused ? CampaignState.Pending : now.State, CampaignWish.Run);
        else if (verb == Verb.Pause && now.Wish == CampaignWish.Run)
            _now = (now.State == CampaignState.Pending ? CampaignState.Paused : CampaignState.Pausing, CampaignWish.Pause);
        else if (verb == Verb.Cancel)
            _now = now with { Wish = CampaignWish.Cancel };
    }

    private void Look(int moment)
    {
        var (from, to) = Around(moment);
        var isListed = random.Next(3) == 0;
        if (_listed is null || random.Next(2) == 0)
            _listed = Standing() is { } standing ? standing with { Wish = null } : null;
        if (!isListed || _listed is not null)
            _sightings.Add(new Sighting("observer", Name, isListed, from, to, isListed ? _listed : Standing()));
    }

    private Command Last(Verb verb) => new("user", Name, verb, TimeSpan.FromHours(1), TimeSpan.FromHours(1), Standing());

    private Standing? Standing() => _now is { } now ? new Standing($"{_run}", now.State, now.Wish) : null;

    private (TimeSpan From, TimeSpan To) Around(int moment) =>
        (TimeSpan.FromSeconds(moment - 3 * random.NextDouble()), TimeSpan.FromSeconds(moment + 3 * random.NextDouble()));
}
