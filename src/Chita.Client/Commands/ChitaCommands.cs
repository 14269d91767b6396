using System.CommandLine;
using System.Globalization;
using Chita.Grains.Campaigns;

namespace Chita.Client.Commands;

/// <summary>The command line: verbs, options, help.</summary>
internal sealed class ChitaCommands
{
    private readonly PlaceOptions _place = new();
    private readonly Argument<string> _name = new("NAME") { Description = "The campaign: metadata.name of its file." };
    private readonly Argument<string> _file = new("FILE") { Description = "The campaign file (YAML)." };
    private readonly Option<string?> _dataRoot = new("--data-root")
    {
        HelpName = "DIR",
        Description = "Where relative paths of networks and data start. Default: at the campaign file.",
    };

    private readonly Option<string?> _outputRoot = new("--output-root")
    {
        HelpName = "DIR",
        Description = "Where a relative output path starts. Default: at the campaign file; with --data-root, at the current folder.",
    };

    private readonly Option<int> _threads = new("--threads")
    {
        HelpName = "N",
        Description = "Solver threads. Default: one per core. The result does not depend on it.",
    };

    private readonly Option<long?> _memory = LocalMemory.MemoryOption("Memory that the campaign may take, the process included, such as 8GiB. Default: 85 % of this machine's.");
    private readonly Option<string?> _spill = LocalMemory.SpillOption();
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Show log lines, and stack traces of errors.", Recursive = true };
    private readonly Option<OutputStyle> _output = new("-o", "--output") { HelpName = "table|json|yaml", Description = "What to print in the end." };
    private readonly Option<OutputStyle> _curve = new("-o", "--output") { HelpName = "table|csv|json|yaml", Description = "What to print in the end." };
    private readonly Option<string> _folder = new("--folder")
    {
        HelpName = "DIR",
        Description = "Where to leave everything. Must not exist.",
        DefaultValueFactory = _ => "chita-demo",
    };

    public RootCommand Build()
    {
        Within(_threads, 0, int.MaxValue, "0 or more");
        _output.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Equals(nameof(OutputStyle.Csv), StringComparison.OrdinalIgnoreCase)))
                result.AddError("-o csv is for frontier alone; expected table, json or yaml.");
        });
        var root = new RootCommand(
            "Chita prunes trained neural networks: it chooses the weights to keep over the whole network at once, "
            + "and says how far from the best possible choice it is.")
        {
            Demo(), Run(), Plan(), Submit(), List(), Get(), Watch(), Pause(), Resume(), Cancel(), Frontier(), new RepriceCommand(_place, _verbose, _threads).Build(), Fetch(), new ScheduleCommands(_place, _verbose, _output).Build(), Serve(),
            Validate(), Verify(), Version(),
        };
        root.Options.Add(_verbose);
        return root;
    }

    private Command Demo()
    {
        var command = new Command(
            "demo", "Make a data set, train a small network on it, prune it to five sparsities, and show what is left. Needs nothing but this program.")
        {
            _folder, _threads,
        };
        command.SetAction((parsed, cancellation) => Guard.RunAsync(parsed.GetValue(_verbose), () =>
            DemoVerb.RunAsync(parsed.GetValue(_folder)!, Settings(parsed), cancellation)));
        return command;
    }

    private Command Run()
    {
        var command = new Command(
            "run", "Run a campaign to its end. Ctrl-C stops it at a checkpoint (exit code 75): the same again, or chita resume, goes on. On a cluster Ctrl-C ends it.")
        { _file, _dataRoot, _outputRoot, _threads, _memory, _spill, _output };
        _place.AddTo(command, _dataRoot, _outputRoot, _threads, _memory, _spill);
        command.SetAction((parsed, cancellation) => Guard.RunAsync(parsed.GetValue(_verbose), () => RunVerb.RunAsync(
            parsed.GetValue(_file)!, parsed.GetValue(_output),
            Placed(parsed) with { Memory = parsed.GetValue(_memory), Spill = FullPath(parsed.GetValue(_spill)) }, cancellation)));
        return command;
    }

    private Command Plan()
    {
        var options = new PlanOptions();
        var command = new Command(
            "plan", "Say what a campaign takes, memory and time, and whether it fits: here, on a cluster, or on one that is not there. Exit code 3 when it does not fit.")
        {
            options.File, _dataRoot, _threads, _output,
        };
        options.AddTo(command);
        _place.AddClusterTo(command, [_dataRoot, _threads, .. options.LocalOnly]);
        command.SetAction((parsed, cancellation) => Guard.RunAsync(parsed.GetValue(_verbose), () =>
            PlanVerb.RunAsync(options.Read(parsed), parsed.GetValue(_output), Placed(parsed, keeps: false), cancellation)));
        return command;
    }

    private Command Submit()
    {
        var command = new Command("submit", "Hand a campaign over, to the background or to a cluster, and return.") { _file, _dataRoot, _outputRoot, _threads };
        _place.AddTo(command, _dataRoot, _outputRoot, _threads);
        command.SetAction((parsed, cancellation) => Guard.RunAsync(parsed.GetValue(_verbose), () =>
            RunVerb.SubmitAsync(parsed.GetValue(_file)!, Placed(parsed), cancellation)));
        return command;
    }

    private static void Within(Option<int> option, int least, int most, string range) => option.Validators.Add(result =>
    {
        // A value that is no number is told about already, and cannot be asked for.
        if (result.Tokens is [var token, ..] && int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && (value < least || value > most))
            result.AddError($"{option.Name} must be {range}.");
    });

    private Command List()
    {
        var (states, labels) = (new Option<CampaignState[]>("--state") { Description = "Only those in one of these states.", AllowMultipleArgumentsPerToken = true },
            new Option<string[]>("--label") { HelpName = "KEY=VALUE", Description = "Only those with all of these labels.", AllowMultipleArgumentsPerToken = true });
        var (after, most) = (new Option<string>("--after") { HelpName = "NAME", Description = "Only those whose names come after this one: the next page.", DefaultValueFactory = _ => "" },
            new Option<int>("--limit") { HelpName = "N", Description = "So many at most, 1 to 1000.", DefaultValueFactory = _ => 100 });
        Within(most, 1, 1000, "from 1 to 1000");
        labels.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                result.AddError($"--label: {token.Value} is not KEY=VALUE.");
        });
        var command = new Command("list", "List campaigns by name.") { states, labels, after, most, _output };
        _place.AddTo(command);
        command.SetAction((parsed, cancellation) => Guard.RunAsync(parsed.GetValue(_verbose), () => CampaignVerbs.ListAsync(
            new CampaignFilter
            {
                States = parsed.GetValue(states) ?? [],
                Labels = (parsed.GetValue(labels) ?? []).Select(label => label.Split('=', 2)).GroupBy(pair => pair[0]).ToDictionary(pairs => pairs.Key, pairs => pairs.Last()[1]),
            },
            parsed.GetValue(after)!, parsed.GetValue(most), parsed.GetValue(_output), Placed(parsed), cancellation)));
        return command;
    }

    private Command Get() => OfCampaign("get", "Show where a campaign stands, and what happened to it.",
        (name, parsed, cancellation) => CampaignVerbs.GetAsync(name, parsed.GetValue(_output), Placed(parsed), cancellation), _output);

    private Command Watch() => OfCampaign("watch", "Follow a campaign to its end. Ctrl-C ends following, not the campaign.",
        (name, parsed, cancellation) => CampaignVerbs.WatchAsync(name, parsed.GetValue(_output), Placed(parsed), cancellation), _output);

    private Command Pause() => OfCampaign("pause", "Have a campaign stop and give back what it holds; it can go on from its last checkpoint.",
        (name, parsed, cancellation) => CampaignVerbs.PauseAsync(name, Placed(parsed), cancellation));

    private Command Resume() => OfCampaign("resume", "Have a paused campaign go on: here to its end, as run does; on a cluster by itself.",
            (name, parsed, cancellation) => CampaignVerbs.ResumeAsync(name, parsed.GetValue(_output), Placed(parsed), cancellation), _output);

    private Command Cancel() => OfCampaign("cancel", "End a campaign; it leaves no output.",
        (name, parsed, cancellation) => CampaignVerbs.CancelAsync(name, Placed(parsed), cancellation));

    private Command Frontier() => OfCampaign("frontier", "Show what a campaign's levels or stages reached: quality, objective, bound and gap over sparsity.", new Argument<string>("NAME")
    {
        Description = "The campaign; or, without --gateway, the output folder of a run.",
    },
        (name, parsed, cancellation) => FrontierVerb.RunAsync(name, parsed.GetValue(_curve), Placed(parsed), cancellation), _curve);

    private Command Serve()
    {
        var untilIdle = new Option<bool>("--until-idle") { Description = "End when no campaign is left to do, and no schedule to wait for." };
        var command = new Command("serve", "Drive the campaigns and schedules of this folder until stopped. submit does it in the background.") { untilIdle, _threads };
        _place.AddStoreTo(command);
        command.SetAction((parsed, cancellation) => Guard.RunAsync(parsed.GetValue(_verbose), () =>
            ServeVerb.RunAsync(parsed.GetValue(untilIdle), Placed(parsed), cancellation)));
        return command;
    }

    private Command Fetch()
    {
        var folder = new Option<string?>("--to") { HelpName = "DIR", Description = "Where to put it. Must not exist. Default: the campaign's name, in the current folder." };
        return OfCampaign("fetch", "Get the output folder of a campaign that has ended on a cluster.",
            (name, parsed, cancellation) => FetchVerb.RunAsync(name, parsed.GetValue(folder), Placed(parsed), cancellation), folder);
    }

    private Command OfCampaign(string verb, string description, Func<string, ParseResult, CancellationToken, Task<int>> run, params Option[] options) =>
        OfCampaign(verb, description, _name, run, options);

    private Command OfCampaign(string verb, string description, Argument<string> name, Func<string, ParseResult, CancellationToken, Task<int>> run, params Option[] options)
    {
        var command = new Command(verb, description) { name };
        foreach (var option in options)
            command.Options.Add(option);
        _place.AddTo(command);
        command.SetAction((parsed, cancellation) => Guard.RunAsync(parsed.GetValue(_verbose), () => run(parsed.GetValue(name)!, parsed, cancellation)));
        return command;
    }

    private Command Validate()
    {
        var command = new Command("validate", "Check a campaign file, its network and its data, without running it.") { _file, _dataRoot, _outputRoot, _threads };
        command.SetAction((parsed, _) => Guard.RunAsync(parsed.GetValue(_verbose), () => ValidateVerb.RunAsync(parsed.GetValue(_file)!, Settings(parsed))));
        return command;
    }

    private Command Verify()
    {
        var folder = new Argument<string>("DIR") { Description = "The output folder of a run." };
        var model = new Option<string?>("--model")
        {
            HelpName = "FILE",
            Description = "Look at this model, made from that of the run (fine-tuned, merged, converted), instead: whether it still has the run's sparsity.",
        };
        var command = new Command(
            "verify", "Say whether an output folder is as its run left it, from files alone. Exit code 2 when something is wrong.") { folder, model, _output };
        command.SetAction((parsed, _) => Guard.RunAsync(parsed.GetValue(_verbose), () =>
            VerifyVerb.RunAsync(parsed.GetValue(folder)!, parsed.GetValue(model), parsed.GetValue(_output))));
        return command;
    }

    private static Command Version()
    {
        var command = new Command("version", "Print the version.");
        command.SetAction(_ =>
        {
            Console.WriteLine(typeof(ChitaCommands).Assembly.GetName().Version!.ToString(3));
            return ExitCodes.Done;
        });
        return command;
    }

    private RunSettings Placed(ParseResult parsed, bool keeps = true) => _place.Read(Settings(parsed), parsed, keeps);

    private RunSettings Settings(ParseResult parsed) => new()
    {
        DataRoot = FullPath(parsed.GetValue(_dataRoot)), OutputRoot = FullPath(parsed.GetValue(_outputRoot)), Threads = parsed.GetValue(_threads), Verbose = parsed.GetValue(_verbose),
    };

    private static string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path);
}
