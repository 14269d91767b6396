using System.CommandLine;
using Chita.Benchmarks.Micro;
using Chita.Benchmarks.Methods;
using Chita.Benchmarks.Problems;
using Chita.Blocks;
using Chita.Pruning;

namespace Chita.Benchmarks.Commands;

/// <summary>The command line: modes, options, help.</summary>
internal sealed class BenchmarkCommands
{
    private const string Every = "all";

    private readonly Option<string[]> _problems = new("--problem")
    {
        Description = "Problems to solve.", DefaultValueFactory = _ => [Every], AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _methods = new("--method")
    {
        Description = "Methods to solve them by. Default: every one.", DefaultValueFactory = _ => [.. PruningMethods.Names], AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> _repeat = new("--repeat") { HelpName = "N", Description = "Solve each case so often; the fastest counts.", DefaultValueFactory = _ => 3 };
    private readonly Option<int> _threads = new("--threads") { HelpName = "N", Description = "Solver threads. Default: one per core." };
    private readonly Option<string> _storage = new("--storage") { Description = "How A is kept.", DefaultValueFactory = _ => GradientStorage.Float32.Name() };
    private readonly Option<string?> _output = new("--output") { HelpName = "FILE", Description = "Write Markdown here instead of tables on the screen." };
    private readonly Option<string[]> _filter = new("--filter") { HelpName = "GLOB", Description = "Benchmarks to run, such as *Gram*. Default: all.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> _quick = new("--quick") { Description = "Fewer, shorter runs." };
    private readonly Option<int> _rows = new("--rows") { Required = true };
    private readonly Option<int> _weights = new("--weights") { Required = true };

    public RootCommand Build()
    {
        _problems.AcceptOnlyFromAmong([.. ProblemCatalog.Names, Every]);
        _methods.AcceptOnlyFromAmong([.. PruningMethods.Names]);
        _storage.AcceptOnlyFromAmong(Storages.Names);
        AtLeast(_repeat, 1);
        AtLeast(_threads, 0);
        AtLeast(_rows, 1);
        AtLeast(_weights, 1);

        var root = new RootCommand("Measures Chita: its kernels, its methods, and the machine they run on.") { KernelMode(), TableMode(), MachineMode(), AllMode(), ClusterCommand.Create(_output), PaperCommand.Create(_output, _threads), SpillMode(), MemoryMode() };
        root.Options.Add(_filter);
        root.Options.Add(_quick);
        root.SetAction(RunKernels);
        return root;
    }

    private Command KernelMode()
    {
        var command = new Command("kernels", "Time and allocations of each kernel (BenchmarkDotNet). What no mode at all does.") { _filter, _quick };
        command.SetAction(RunKernels);
        return command;
    }

    private Command TableMode()
    {
        var command = new Command("table", "What each method reaches on each problem, and at what price.") { _problems, _methods, _repeat, _threads, _storage, _output };
        command.SetAction((parsed, cancellation) => RunAsync(parsed, (run, stop) => run.TableAsync(Plan(parsed), stop), cancellation));
        return command;
    }

    private Command MachineMode()
    {
        var command = new Command("machine", "What the machine can do, and what the kernels make of it.") { _threads, _output };
        command.SetAction((parsed, cancellation) => RunAsync(parsed, (run, stop) => run.MachineAsync(stop), cancellation));
        return command;
    }

    private Command AllMode()
    {
        var command = new Command("all", "Both: machine, then table.") { _problems, _methods, _repeat, _threads, _storage, _output };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed, async (run, stop) => [.. await run.MachineAsync(stop), .. await run.TableAsync(Plan(parsed), stop)], cancellation));
        return command;
    }

    private Command SpillMode()
    {
        var folder = new Option<string>("--folder") { HelpName = "DIR", Description = "A folder on the disk; takes 4 GB there.", DefaultValueFactory = _ => "artifacts" };
        var command = new Command("spill", "How fast a pass goes over A on a local disk, against plain reading; to be run by root.") { folder, _threads, _output };
        command.SetAction((parsed, cancellation) => RunAsync(parsed, async (run, stop) => [await run.SpillAsync(parsed.GetValue(folder)!, stop)], cancellation));
        return command;
    }

    /// <summary>What <c>machine</c> starts to have a fresh process.</summary>
    private Command MemoryMode()
    {
        var command = new Command("memory") { _rows, _weights, _threads, _storage };
        command.Hidden = true;
        command.SetAction((parsed, cancellation) => Guard.RunAsync(() => MemoryRun.RunAsync(
            parsed.GetValue(_rows), parsed.GetValue(_weights), Storage(parsed), parsed.GetValue(_threads), cancellation)));
        return command;
    }

    // Not asynchronous: BenchmarkDotNet cannot be cancelled, so Ctrl-C simply ends the process.
    private int RunKernels(ParseResult parsed) => KernelRun.Run(parsed.GetValue(_filter) ?? [], parsed.GetValue(_quick));

    private Task<int> RunAsync(ParseResult parsed, ReportContent content, CancellationToken cancellation) => Guard.RunAsync(() =>
        ReportRun.RunAsync(parsed.GetValue(_threads), parsed.GetValue(_output), content, cancellation));

    private MethodPlan Plan(ParseResult parsed)
    {
        var problems = parsed.GetValue(_problems)!;
        return new MethodPlan(
            problems.Contains(Every) ? ProblemCatalog.Names : [.. problems.Distinct()], [.. parsed.GetValue(_methods)!.Distinct()],
            parsed.GetValue(_repeat), Storage(parsed));
    }

    private GradientStorage Storage(ParseResult parsed) => Storages.Named(parsed.GetValue(_storage)!);

    private static void AtLeast(Option<int> option, int least) => option.Validators.Add(result =>
    {
        // A value that is no number has been told about already.
        if (result.Errors.Any() || result.Tokens.Count == 0)
            return;
        if (!int.TryParse(result.Tokens[0].Value, out var value) || value < least)
            result.AddError($"{option.Name} must be a whole number, {least} or more.");
    });
}
