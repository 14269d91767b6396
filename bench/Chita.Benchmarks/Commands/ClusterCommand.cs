using System.CommandLine;
using Chita.Benchmarks.Cluster;
using Chita.Benchmarks.Machine;
using Chita.Benchmarks.Reports;

namespace Chita.Benchmarks.Commands;

/// <summary><c>cluster</c>: what it costs that silos are processes.</summary>
internal static class ClusterCommand
{
    private static readonly (string Name, string Description, Func<CancellationToken, Task<Section>> Measure)[] Modes =
    [
        ("overhead", "The same solves in this process, on one silo and on two.", Overhead.MeasureAsync),
        ("collective", "One collective over 64 small blocks on two silos.", CollectiveCost.CollectiveAsync),
        ("tiles", "Rows of A from one silo to another, and small calls beside them.", TileTraffic.MeasureAsync),
        ("width", "One collective over 10,000 small blocks on four silos.", CollectiveCost.WidthAsync),
        ("large", "10 GB of A on two silos of 6 GiB; takes 14 GB of memory.", LargeProblem.MeasureAsync),
        ("leaks", "What 20 campaigns leave behind.", Leaks.MeasureAsync),
    ];

    public static Command Create(Option<string?> output)
    {
        var command = new Command("cluster", "What a cluster of silo processes on loopback costs; needs redis-server.");
        foreach (var (name, description, measure) in Modes)
            command.Add(Mode(name, description, output, measure));
        command.Add(Mode("all", "All of them.", output, [.. Modes.Select(mode => mode.Measure)]));
        return command;
    }

    private static Command Mode(string name, string description, Option<string?> output, params Func<CancellationToken, Task<Section>>[] measures)
    {
        var command = new Command(name, description) { output };
        command.SetAction((parsed, cancellation) => Guard.RunAsync(async () =>
        {
            var file = parsed.GetValue(output);
            ReportRun.CheckOutput(file);
            var load = SystemLoad.Now;
            var sections = new List<Section>();
            foreach (var measure in measures)
                sections.Add(await measure(cancellation));
            sections.Insert(0, Surroundings.Describe(TimeProvider.System, load));
            if (file is null)
                ConsoleReport.Write(sections);
            else
                await MarkdownReport.WriteAsync(file, "Cluster performance", $"-- cluster {name} --output docs/cluster-performance.md", sections);
        }));
        return command;
    }
}
