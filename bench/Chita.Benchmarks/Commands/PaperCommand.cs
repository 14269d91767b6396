using System.CommandLine;
using Chita.Benchmarks.Paper;
using Chita.Benchmarks.Reports;
using Chita.Campaigns;

namespace Chita.Benchmarks.Commands;

/// <summary><c>paper</c>: accuracy over sparsity on the paper's networks.</summary>
internal static class PaperCommand
{
    private const int DefaultSeeds = 3;

    private static readonly PruningMethod[] Methods = [PruningMethod.BlockBso, PruningMethod.Bso, PruningMethod.Iht, PruningMethod.Chita];

    public static Command Create(Option<string?> output, Option<int> threads)
    {
        var data = new Option<string>("--data-root") { HelpName = "DIR", Description = "Holds networks/, mnist/ and cifar10/.", Required = true };
        var results = new Option<string>("--results") { HelpName = "DIR", Description = "Keeps what campaigns leave; what is there is not run again.", DefaultValueFactory = _ => "artifacts/paper" };
        var networks = new Option<string[]>("--network") { Description = "Networks. Default: all.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [.. PaperNetwork.All.Select(network => network.Name)] };
        var methods = new Option<string[]>("--method") { Description = "Methods beside magnitude. Default: all.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [.. Methods.Select(method => method.Word())] };
        var seeds = new Option<int>("--seeds") { HelpName = "N", Description = "Seeds of the batches.", DefaultValueFactory = _ => DefaultSeeds };
        var stages = new Option<bool>("--stages") { Description = "Only campaigns in stages." };
        var tables = new Option<bool>("--tables") { Description = "Only write the tables of what is there." };
        networks.AcceptOnlyFromAmong([.. PaperNetwork.All.Select(network => network.Name)]);
        methods.AcceptOnlyFromAmong([.. Methods.Select(method => method.Word())]);
        var command = new Command("paper", "Accuracy over sparsity on the networks of the CHITA paper; takes hours, and goes on where it was interrupted.") { data, results, networks, methods, seeds, stages, tables, threads, output };
        command.SetAction((parsed, cancellation) => Guard.RunAsync(async () =>
        {
            var (file, folder) = (parsed.GetValue(output), Path.GetFullPath(parsed.GetValue(results)!));
            ReportRun.CheckOutput(file);
            if (!parsed.GetValue(tables))
            {
                var cases = PaperCase.All(
                    PaperNetwork.All.Where(network => parsed.GetValue(networks)!.Contains(network.Name)), [.. Methods.Where(method => parsed.GetValue(methods)!.Contains(method.Word()))], parsed.GetValue(seeds));
                await RunAsync([.. cases.Where(which => which.InStages || !parsed.GetValue(stages))], Path.GetFullPath(parsed.GetValue(data)!), folder, parsed.GetValue(threads), cancellation);
            }

            var written = new PaperTables(folder, Methods, parsed.GetValue(seeds));
            Section[] sections = [.. PaperNetwork.All.Select(written.Of)];
            if (file is null)
                ConsoleReport.Write(sections);
            else
                await MarkdownReport.WriteAsync(file, "Results", "-- paper --data-root DIR --output docs/results.md", sections);
        }));
        return command;
    }

    private static async Task RunAsync(PaperCase[] cases, string data, string results, int threads, CancellationToken cancellation)
    {
        await using var runs = await PaperRuns.StartAsync(data, results, threads);
        foreach (var which in cases.Where(which => PaperRuns.Find(results, which) is null))
        {
            cancellation.ThrowIfCancellationRequested();
            await runs.RunAsync(which, cancellation);
        }
    }
}
