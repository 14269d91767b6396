using System.CommandLine;

namespace Chita.Client.Commands;

/// <summary>The command line: verbs, options, help.</summary>
internal sealed class ChitaCommands
{
    private readonly ClusterOptions _maybeCluster = new(required: false);
    private readonly ClusterOptions _cluster = new(required: true);
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

    private readonly Option<bool> _verbose = new("--verbose") { Description = "Show log lines, and stack traces of errors.", Recursive = true };
    private readonly Option<OutputStyle> _output = new("-o", "--output") { HelpName = "table|json", Description = "What to print in the end." };
    private readonly Option<string> _folder = new("--folder")
    {
        HelpName = "DIR",
        Description = "Where to leave everything. Must not exist.",
        DefaultValueFactory = _ => "chita-demo",
    };

    public RootCommand Build()
    {
        _threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
                result.AddError("--threads must be 0 or more.");
        });
        var root = new RootCommand(
            "Chita prunes trained neural networks: it chooses the weights to keep over the whole network at once, "
            + "and says how far from the best possible choice it is.")
        {
            Demo(), Run(), Plan(), Submit(), Watch(), Cancel(), Validate(), Version(),
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
        var command = new Command("run", "Run a campaign to its end, in this process or on a cluster.") { _file, _dataRoot, _outputRoot, _threads, _output };
        _maybeCluster.AddTo(command, _dataRoot, _outputRoot, _threads);
        command.SetAction((parsed, cancellation) => Guard.RunAsync(parsed.GetValue(_verbose), () =>
            RunVerb.RunAsync(parsed.GetValue(_file)!, parsed.GetValue(_output), Settings(parsed, _maybeCluster), cancellation)));
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
        _maybeCluster.AddTo(command, [_dataRoot, _threads, .. options.LocalOnly]);
        command.SetAction((parsed, cancellation) => Guard.RunAsync(parsed.GetValue(_verbose), () =>
            PlanVerb.RunAsync(options.Read(parsed), parsed.GetValue(_output), Settings(parsed, _maybeCluster), cancellation)));
        return command;
    }

    private Command Submit()
    {
        var command = new Command("submit", "Hand a campaign over to a cluster, and return.") { _file };
        _cluster.AddTo(command);
        command.SetAction((parsed, cancellation) => Guard.RunAsync(parsed.GetValue(_verbose), () =>
            RunVerb.SubmitAsync(parsed.GetValue(_file)!, Settings(parsed, _cluster), cancellation)));
        return command;
    }

    private Command Watch()
    {
        var command = new Command("watch", "Follow a campaign of a cluster to its end. Ctrl-C ends following, not the campaign.") { _name, _output };
        _cluster.AddTo(command);
        command.SetAction((parsed, cancellation) => Guard.RunAsync(parsed.GetValue(_verbose), () =>
            ClusterVerbs.WatchAsync(parsed.GetValue(_name)!, parsed.GetValue(_output), Settings(parsed, _cluster), cancellation)));
        return command;
    }

    private Command Cancel()
    {
        var command = new Command("cancel", "End a campaign of a cluster; it leaves no output.") { _name };
        _cluster.AddTo(command);
        command.SetAction((parsed, cancellation) => Guard.RunAsync(parsed.GetValue(_verbose), () =>
            ClusterVerbs.CancelAsync(parsed.GetValue(_name)!, Settings(parsed, _cluster), cancellation)));
        return command;
    }

    private Command Validate()
    {
        var command = new Command("validate", "Check a campaign file, its network and its data, without running it.") { _file, _dataRoot, _outputRoot, _threads };
        command.SetAction((parsed, _) => Guard.RunAsync(parsed.GetValue(_verbose), () => ValidateVerb.RunAsync(parsed.GetValue(_file)!, Settings(parsed))));
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

    private RunSettings Settings(ParseResult parsed, ClusterOptions? cluster = null) => new(
        FullPath(parsed.GetValue(_dataRoot)), FullPath(parsed.GetValue(_outputRoot)), parsed.GetValue(_threads), parsed.GetValue(_verbose), cluster?.Read(parsed));

    private static string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path);
}
