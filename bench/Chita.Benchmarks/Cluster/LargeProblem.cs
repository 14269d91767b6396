using System.Diagnostics;
using Chita.Benchmarks.Cluster.Synthetic;
using Chita.Benchmarks.Reports;
using Chita.Grains.Campaigns;
using Chita.Planning;
using Chita.Reports;

namespace Chita.Benchmarks.Cluster;

/// <summary>10 GB of A on silos that are just large enough.</summary>
internal static class LargeProblem
{
    private const int Silos = 2;
    private const int Rows = 100;
    private const double Slack = 1.1; // of the budget

    public static async Task<Section> MeasureAsync(CancellationToken cancellation)
    {
        var refused = await RefusedAsync(cancellation);
        Progress.Tell("large: solved with 6 GiB each");
        await using var cluster = await BenchmarkCluster.StartAsync(Silos, 1, cancellation, "--memory", "6GiB");
        var forecast = await Forecast.MakeAsync(cluster, Campaign(cluster), cancellation);
        var clock = Stopwatch.StartNew();
        var report = CampaignRuns.Report(await CampaignRuns.RunAsync(cluster, Campaign(cluster), cancellation));
        var all = clock.Elapsed.TotalSeconds;
        var limit = Slack * (6L << 30);
        return new Section("A large problem",
        [
            FormattableString.Invariant($"ResNet50's shapes, p = {report.Weights:N0}, n = {Rows}, {4.0 * Rows * report.Weights / 1e9:0.0} GB of A from a synthetic source, one stage to 0.9, on {Silos} silos of one thread with `--memory 6GiB` each."),
            $"With `--memory 4GiB`: {refused}",
        ],
        [
            new ReportTable("", ["", "value"], [.. Lines(report, all)]),
            Compare(report, forecast.For(report.Stages[0].Iterations), cluster),
            new ReportTable("Peak of physical memory", ["silo", "peak", "of 6 GiB + 10 %"],
                [.. cluster.Memory.Select((memory, i) => new[] { $"{i + 1}", Figures.Mebibytes(memory.Peak), Figures.Percent(memory.Peak / limit) })]),
        ]);
    }

    private static IEnumerable<string[]> Lines(RunReport report, double all)
    {
        var stage = report.Stages[0];
        yield return ["Gradients and sealing, s", Figures.Fixed(report.Seconds.Gradients, 1)];
        yield return ["Solve, s", Figures.Fixed(report.Seconds.Solve, 1)];
        yield return ["Iterations", Figures.Count(stage.Iterations)];
        yield return ["Gap", Figures.Small(stage.Gap)];
        yield return ["From submission to the end, s", Figures.Fixed(all, 1)];
        yield return ["Rate of gradients, MB/s", Figures.Fixed(4.0 * Rows * report.Weights / report.Seconds.Gradients / 1e6, 0)];
        yield return ["Digest", report.Digest];
    }

    private static ReportTable Compare(RunReport report, PlanReport plan, BenchmarkCluster cluster)
    {
        var (solve, planned) = (report.Seconds.Solve, plan.Seconds.StageSolve);
        var (peak, bytes) = (cluster.Memory.Max(memory => memory.Peak), (double)plan.PerSilo.TotalBytes);
        return new ReportTable("Against `chita plan` on this cluster just before", ["", "planned", "measured", "measured / planned"],
        [
            ["Solve, s", Figures.Fixed(planned, 1), Figures.Fixed(solve, 1), Figures.Fixed(solve / planned, 2)],
            ["Fullest silo", Figures.Mebibytes((long)plan.PerSilo.TotalBytes), Figures.Mebibytes(peak), Figures.Fixed(peak / bytes, 2)],
        ]);
    }

    private static async Task<string> RefusedAsync(CancellationToken cancellation)
    {
        Progress.Tell("large: refused with 4 GiB each");
        await using var cluster = await BenchmarkCluster.StartAsync(Silos, 1, cancellation, "--memory", "4GiB");
        var plan = (await Forecast.MakeAsync(cluster, Campaign(cluster), cancellation)).For(PlannedWork.UsualIterations);
        var status = await CampaignRuns.RunAsync(cluster, Campaign(cluster), cancellation);
        return plan.Fits || status.State != CampaignState.Failed
            ? $"**not refused by {(plan.Fits ? "plan" : "run")}.**"
            : $"refused, by `run`: *{status.Failure?.Message.ReplaceLineEndings(" ")}* By `plan`: *{plan.Refusal?.ReplaceLineEndings(" ")}*";
    }

    private static SyntheticCampaign Campaign(BenchmarkCluster cluster) => SyntheticCampaign.In(cluster.Folder, "resnet50", ResNet50.Network) with { Rows = Rows, Tolerance = 1e-9 };
}
