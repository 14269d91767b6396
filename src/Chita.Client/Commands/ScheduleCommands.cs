using System.CommandLine;

namespace Chita.Client.Commands;

/// <summary><c>chita schedule …</c>: its verbs and options.</summary>
internal sealed class ScheduleCommands(PlaceOptions place, Option<bool> verbose, Option<OutputStyle> output)
{
    private readonly Argument<string> _name = new("NAME") { Description = "The schedule: metadata.name of its file." };
    private readonly Argument<string> _file = new("FILE") { Description = "The schedule file (YAML, kind: Schedule)." };

    public Command Build() => new("schedule", "Campaigns that start by the calendar.")
    {
        Verb("add", "Add a schedule: it fires from now on.", _file, (parsed, settings, cancellation) =>
            ScheduleVerbs.AddAsync(parsed.GetValue(_file)!, settings, cancellation)),
        WithOutput(Verb("list", "Show all schedules.", null, (parsed, settings, cancellation) =>
            ScheduleVerbs.ListAsync(parsed.GetValue(output), settings, cancellation))),
        WithOutput(Verb("get", "Show a schedule and its fires.", _name, (parsed, settings, cancellation) =>
            ScheduleVerbs.GetAsync(parsed.GetValue(_name)!, parsed.GetValue(output), settings, cancellation))),
        Verb("suspend", "Let nothing fire any more; campaigns that run go on.", _name, (parsed, settings, cancellation) =>
            ScheduleVerbs.SuspendAsync(parsed.GetValue(_name)!, settings, cancellation)),
        Verb("resume", "Let it fire again, from now on.", _name, (parsed, settings, cancellation) =>
            ScheduleVerbs.ResumeAsync(parsed.GetValue(_name)!, settings, cancellation)),
        Verb("trigger", "Fire now. Exit code 1 when concurrency does not allow it.", _name, (parsed, settings, cancellation) =>
            ScheduleVerbs.TriggerAsync(parsed.GetValue(_name)!, settings, cancellation)),
        Verb("remove", "Remove a schedule; its campaigns are not touched.", _name, (parsed, settings, cancellation) =>
            ScheduleVerbs.RemoveAsync(parsed.GetValue(_name)!, settings, cancellation)),
    };

    private Command Verb(string name, string description, Argument? argument, Func<ParseResult, RunSettings, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description);
        if (argument is not null)
            command.Arguments.Add(argument);
        place.AddTo(command);
        command.SetAction((parsed, cancellation) => Guard.RunAsync(parsed.GetValue(verbose), () =>
            run(parsed, place.Read(new RunSettings { Verbose = parsed.GetValue(verbose) }, parsed), cancellation)));
        return command;
    }

    private Command WithOutput(Command command)
    {
        command.Options.Add(output);
        return command;
    }
}
