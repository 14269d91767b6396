using Chita.Benchmarks.Machine;
using Chita.Benchmarks.Methods;
using Chita.Benchmarks.Reports;
using Chita.Blocks;
using Chita.Numerics;

namespace Chita.Benchmarks.Commands;

/// <summary>What a mode measures.</summary>
internal delegate Task<IReadOnlyList<Section>> ReportContent(ReportRun run, CancellationToken cancellation);

/// <summary>One run with its threads and the read bandwidth that everything in it is held against.</summary>
internal sealed class ReportRun
{
    private readonly SolverThreads _threads;
    private readonly double _bandwidth;

    private ReportRun(SolverThreads threads, double bandwidth) => (_threads, _bandwidth) = (threads, bandwidth);

    /// <summary>Measures, then writes: an interrupted run leaves the file as it was.</summary>
    /// <param name="count">Solver threads; 0: one per core.</param>
    /// <param name="output">The Markdown file; null: the screen.</param>
    /// <param name="content">What to measure.</param>
    /// <param name="cancellation">Ends the run between kernels.</param>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static async Task RunAsync(int count, string? output, ReportContent content, CancellationToken cancellation)
    {
        CheckOutput(output);
        using var threads = new SolverThreads(count);
        var (bandwidth, before) = await BandwidthAsync(threads, cancellation);
        var sections = await content(new ReportRun(threads, bandwidth), cancellation);
        var (_, after) = await BandwidthAsync(threads, cancellation);
        sections = [Surroundings.Describe(TimeProvider.System, threads.Count, bandwidth, Math.Min(before, after)), .. sections];
        if (output is null)
            ConsoleReport.Write(sections);
        else
            await MarkdownReport.WriteAsync(output, "Performance", "-- all --output docs/performance.md", sections);
    }

    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void CheckOutput(string? output)
    {
        if (output is not null && (Directory.Exists(output) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(output)))))
            throw new InvalidInputException($"--output {output}: expected a file in a folder that exists.");
    }

    public Task<IReadOnlyList<Section>> MachineAsync(CancellationToken cancellation) => new MachineReport([GradientStorage.Float32, GradientStorage.BFloat16], _threads).MeasureAsync(cancellation);

    public Task<Section> SpillAsync(string folder, CancellationToken cancellation) => SpillPass.MeasureAsync(folder, _threads, cancellation);

    public Task<IReadOnlyList<Section>> TableAsync(MethodPlan plan, CancellationToken cancellation) => new MethodTables(plan, _threads, _bandwidth).MeasureAsync(cancellation);

    /// <summary>Bytes per second, and how quiet the machine was: asked before and after, since a run takes minutes.</summary>
    private static async Task<(double Rate, double Share)> BandwidthAsync(SolverThreads threads, CancellationToken cancellation)
    {
        Progress.Tell("read bandwidth");
        using var bandwidth = new ReadBandwidth(threads);
        var quietness = new Quietness();
        var turns = await Turns.TakeAsync(cancellation, bandwidth.PassAsync);
        return (ReadBandwidth.Rate(turns.Fastest(0)), quietness.Share(threads.Count));
    }
}
