using System.Globalization;
using Chita.Grains.Campaigns;

namespace Chita.EndToEnd.Tests.Faults.Histories;

/// <summary>The rules, for one campaign.</summary>
internal sealed class CampaignCase
{
    private readonly string _name;
    private readonly Command[] _commands;
    private readonly Sighting[] _seen;   // of the campaign itself; what commands were answered is a look, too
    private readonly Sighting[] _listed;
    private readonly Remains? _remains;

    public CampaignCase(string name, CommandHistory history)
    {
        _name = name;
        _commands = [.. history.Commands.Where(command => command.Campaign == name).OrderBy(command => command.Invoked)];
        var sightings = history.Sightings.Where(sighting => sighting.Campaign == name).ToArray();
        var answers = _commands.Where(command => command.IsAcknowledged)
            .Select(command => new Sighting(command.Who, name, IsListed: false, command.Invoked, command.Answered!.Value, command.Answer));
        _seen = [.. sightings.Where(sighting => !sighting.IsListed).Concat(answers).OrderBy(sighting => sighting.Asked)];
        _listed = [.. sightings.Where(sighting => sighting.IsListed).OrderBy(sighting => sighting.Asked)];
        _remains = history.Remains.FirstOrDefault(remains => remains.Campaign == name);
    }

    public IEnumerable<HistoryFinding> Findings() =>
        [.. Submits(), .. Runs(_seen), .. Runs(_listed), .. Ends(), .. Pauses(), .. Resumes(), .. Cancels(), .. Unasked(), .. Left()];

    /// <summary>Once a submit was acknowledged, the campaign is there.</summary>
    private IEnumerable<HistoryFinding> Submits() => First(
        _commands.Where(command => command.Verb is Verb.Submit or Verb.Again && command.IsAcknowledged),
        submit => _seen.FirstOrDefault(sighting => sighting.Asked >= submit.Answered && sighting.Standing is null),
        (submit, sighting) => new(FindingKind.Lost, _name, $"{Told(submit)}, and at {At(sighting.Asked)} it was not there"));

    /// <summary>A run begins when it was asked for, and none comes back after another one.</summary>
    private IEnumerable<HistoryFinding> Runs(Sighting[] sightings)
    {
        var runs = sightings.Where(sighting => sighting.Standing is not null).GroupBy(sighting => sighting.Standing!.Run)
            .Select(run => (Name: run.Key, Known: run.Min(sighting => sighting.Answered), Last: run.Max(sighting => sighting.Asked))).OrderBy(run => run.Known).ToArray();
        foreach (var run in runs)
        {
            if (run != runs[0] && !_commands.Any(command => command.Verb == Verb.Again && command.Invoked <= run.Known))
                yield return new(FindingKind.Wrong, _name, $"run {run.Name} was there at {At(run.Known)}, and nobody had asked for another one");
            if (sightings.FirstOrDefault(sighting => sighting.Standing is { } standing && standing.Run != run.Name && sighting.Asked >= run.Known && sighting.Answered <= run.Last) is { } other)
                yield return new(FindingKind.TwoEnds, _name, $"run {run.Name} was there before {At(run.Known)} and after {At(run.Last)}, and run {other.Standing!.Run} between");
        }
    }

    /// <summary>A run has one end, whoever is asked, and never leaves it. The list may follow late, but does not go back either.</summary>
    private IEnumerable<HistoryFinding> Ends()
    {
        var left = _remains is { Status: { } status } ? new[] { new Sighting("the end", _name, false, TimeSpan.MaxValue, TimeSpan.MaxValue, status) } : [];
        var all = _seen.Concat(_listed).Concat(left).Where(sighting => sighting.Standing?.State.IsFinal() == true);
        foreach (var ends in all.GroupBy(sighting => sighting.Standing!.Run))
        {
            var states = ends.Select(sighting => sighting.Standing!.State).Distinct().ToArray();
            if (states.Length > 1)
                yield return new(FindingKind.TwoEnds, _name, $"run {ends.Key} ended in more than one way: {string.Join(", ", states)}");
            if (WayBack(ends, [.. _seen, .. left]) is { } back)
                yield return back;
            if (WayBack(ends.Where(sighting => sighting.IsListed), _listed) is { } listed)
                yield return listed;
        }
    }

    private HistoryFinding? WayBack(IEnumerable<Sighting> ends, IEnumerable<Sighting> looks) => ends.MinBy(sighting => sighting.Answered) is { } first
        && looks.FirstOrDefault(sighting => sighting.Asked >= first.Answered && sighting.Standing is { } standing && standing.Run == first.Standing!.Run && !standing.State.IsFinal()) is { } back
            ? new(FindingKind.TwoEnds, _name, $"run {first.Standing!.Run} was {first.Standing.State} at {At(first.Answered)}, and {back.Standing!.State} again at {At(back.Asked)}")
            : null;

    /// <summary>A pause that was acknowledged holds until somebody has the campaign go on, or ends it.</summary>
    private IEnumerable<HistoryFinding> Pauses() => First(
        _commands.Where(command => command is { Verb: Verb.Pause, IsAcknowledged: true, Answer.State: CampaignState.Pausing or CampaignState.Paused }),
        pause => Later(pause).FirstOrDefault(sighting =>
            sighting.Standing!.State is not (CampaignState.Pausing or CampaignState.Paused or CampaignState.Cancelled) && !Touched(command => command.Resumes, pause, sighting)),
        (pause, sighting) => new(FindingKind.Lost, _name, $"{Told(pause)}, nobody had it go on, and at {At(sighting.Asked)} it was {sighting.Standing!.State}"));

    /// <summary>A campaign that goes on is not found paused, unless somebody paused it again.</summary>
    private IEnumerable<HistoryFinding> Resumes() => First(
        _commands.Where(command => command is { Resumes: true, IsAcknowledged: true, Answer: not null }),
        resume => Later(resume).FirstOrDefault(sighting =>
            sighting.Standing is { State: CampaignState.Paused, Wish: not CampaignWish.Cancel } && !Touched(command => command.Verb == Verb.Pause, resume, sighting)),
        (resume, sighting) => new(FindingKind.Lost, _name, $"{Told(resume)}, nobody paused it again, and at {At(sighting.Asked)} it was {sighting.Standing!.State}"));

    /// <summary>A campaign that is to end ends so.</summary>
    private IEnumerable<HistoryFinding> Cancels() => First(
        _commands.Where(command => command is { Verb: Verb.Cancel, IsAcknowledged: true, Answer: not null } && !command.IsTooLate),
        cancel => Later(cancel).FirstOrDefault(sighting => sighting.Standing!.State is var state && state.IsFinal() && state != CampaignState.Cancelled),
        (cancel, sighting) => new(FindingKind.Lost, _name, $"{Told(cancel)}, and at {At(sighting.Asked)} it was {sighting.Standing!.State}"));

    /// <summary>Nothing pauses or ends a campaign but its user, and nothing fails: what is lost on the way is made up for.</summary>
    private IEnumerable<HistoryFinding> Unasked() => _seen.Where(sighting => sighting.Standing?.State switch
    {
        CampaignState.Pausing or CampaignState.Paused => !Asked(Verb.Pause, sighting),
        CampaignState.Cancelled => !Asked(Verb.Cancel, sighting),
        CampaignState.Failed => true,
        _ => false,
    }).Take(1).Select(sighting => new HistoryFinding(FindingKind.Wrong, _name, $"{sighting.Standing!.State} at {At(sighting.Answered)}, and nobody had asked for it"));

    /// <summary>Every campaign ends; list and output folder are as its end says.</summary>
    private IEnumerable<HistoryFinding> Left()
    {
        if (_remains is not { Status: { } status })
        {
            if (_commands.Any(command => command.Verb is Verb.Submit or Verb.Again && command.IsAcknowledged))
                yield return new(FindingKind.Lost, _name, "it was submitted, and is not there in the end");
            yield break;
        }

        if (!status.State.IsFinal())
            yield return new(FindingKind.Stuck, _name, $"in the end it is {status.State}");
        else if (_remains.HasOutput != (status.State is CampaignState.Succeeded or CampaignState.Rejected))
            yield return new(FindingKind.Wrong, _name, $"{status.State}, and its output folder is {(_remains.HasOutput ? "there" : "missing")}");
        if (_remains.Listed is not { } listed || (listed.Run, listed.State) != (status.Run, status.State))
            yield return new(FindingKind.Wrong, _name, $"{status.State} (run {status.Run}), and the list says {(_remains.Listed is { } other ? $"{other.State} (run {other.Run})" : "nothing")}");
        if (_remains.Wrong is { } wrong)
            yield return new(FindingKind.Wrong, _name, wrong);
    }

    /// <summary>Looks at the run that a command was told of, after it was.</summary>
    private IEnumerable<Sighting> Later(Command command)
    {
        var left = _remains?.Status is { } status ? new[] { new Sighting("the end", _name, false, End, End, status) } : [];
        return _seen.Concat(left).Where(sighting => sighting.Asked >= command.Answered && sighting.Standing?.Run == command.Answer!.Run);
    }

    private bool Touched(Func<Command, bool> which, Command since, Sighting until) =>
        _commands.Any(command => command != since && which(command) && command.Touches(since.Invoked, until.Answered));

    private bool Asked(Verb verb, Sighting before) => _commands.Any(command => command.Verb == verb && command.Invoked <= before.Answered);

    private TimeSpan End => _commands.Select(command => command.Answered ?? command.Invoked).Concat(_seen.Select(sighting => sighting.Answered)).DefaultIfEmpty().Max();

    private static IEnumerable<HistoryFinding> First(IEnumerable<Command> commands, Func<Command, Sighting?> against, Func<Command, Sighting, HistoryFinding> tell) =>
        commands.Select(command => (command, sighting: against(command))).Where(pair => pair.sighting is not null).Take(1).Select(pair => tell(pair.command, pair.sighting!));

    private static string Told(Command command) =>
        $"{command.Verb} by {command.Who} at {At(command.Invoked)} was told {command.Answer?.State.ToString() ?? "nothing"} at {At(command.Answered!.Value)}";

    private static string At(TimeSpan time) => time == TimeSpan.MaxValue ? "the end" : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.000} s");
}
