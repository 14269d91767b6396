using System.Globalization;
using Chita.Campaigns;

namespace Chita.Reports;

/// <summary>
/// Writes <c>report.html</c>: one file that shows a <see cref="RunReport"/> to a person. Nothing in it is fetched and nothing runs, so that it
/// can be mailed, archived and opened from a disk; it follows the reader's light or dark theme and the width of a phone.
/// </summary>
public static partial class HtmlReport
{
    /// <summary>Writes the page. Every text from the report is encoded.</summary>
    public static void Write(RunReport report, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{Text(report.Name)} · Chita</title>
            <style>{Style}</style>
            </head>
            <body>
            <main>
            <header>
            <p class="brand">Chita</p>
            <h1>{Text(report.Name)} <span class="state {(report.State == "Rejected" ? "bad" : "good")}">{Text(report.State)}</span></h1>
            <p class="quiet">method {Text(report.Method)} · {(report.Levels.Count > 0 ? $"{Many(report.Levels.Count, "level")} · " : "")}{Many(report.Stages.Count, "stage")} · {Seconds(report.Seconds.Total)}</p>
            </header>

            """);
        WriteMetric(report, writer);
        WriteBudget(report, writer);
        WriteLevels(report, writer);
        WriteStages(report, writer);
        WriteTrials(report, writer);
        WriteLayers(report, writer);
        WriteSizes(report, writer);
        WriteFiles(report, writer);
        writer.Write("</main>\n</body>\n</html>\n");
    }

    private static void WriteMetric(RunReport report, TextWriter writer)
    {
        if (report.Metric is not { } metric)
        {
            writer.Write("<section>\n<p class=\"note\">No evaluation data was given, so nothing was measured on the network itself.</p>\n</section>\n\n");
            return;
        }
        var change = report.Degradation is { } d ? $"{Change(d, metric)} against dense{(report.Levels.Count > 1 ? $", at {Percent(report.Sparsity)}" : "")}" : "";
        var samples = report.Evaluation is { } e ? $"{Text(metric)} on {Count(e.Samples)} samples" : Text(metric);
        writer.Write($"""
            <section class="cards" aria-label="{Text(metric)}">
            <div class="card"><p class="label">dense</p><p class="big">{Metric(report.Dense, metric)}</p><p class="quiet">{samples}</p></div>
            <div class="card"><p class="label">magnitude</p><p class="big">{Metric(report.Magnitude, metric)}</p><p class="quiet">the same budget, largest weights kept</p></div>
            <div class="card main"><p class="label">pruned</p><p class="big">{Metric(report.Pruned, metric)}</p><p class="quiet">{change}</p></div>
            {Recalibrated(report, metric)}</section>

            """);
    }

    private static string Recalibrated(RunReport report, string metric) => report.Recalibrated is null ? "" : $"""
        <div class="card"><p class="label">recalibrated</p><p class="big">{Metric(report.Recalibrated, metric)}</p><p class="quiet">as written: batch-norm statistics taken anew on calibration samples</p></div>

        """;

    private static void WriteBudget(RunReport report, TextWriter writer) => writer.Write($"""
        <section>
        <h2>{Percent(report.Sparsity)} sparse</h2>
        {Bar(1 - report.Sparsity, "kept")}
        <p><b>{Count(report.Kept)}</b> of {Count(report.Weights)} weights kept, counted in the bytes written.</p>{(report.Repriced is { } repriced ? $"\n<p class=\"note\">{Text(repriced.Statement)}</p>" : "")}
        </section>

        """);

    private static void WriteFiles(RunReport report, TextWriter writer)
    {
        var s = report.Seconds;
        writer.Write("<section>\n<h2>Evidence</h2>\n<dl>\n");
        if (report.Calibration is { Samples: 0 } stored)
            writer.Write($"<dt>calibration</dt><dd>{Many(stored.Rows, "gradient")} that were made elsewhere</dd>\n");
        else if (report.Calibration is { } c)
        {
            writer.Write($"<dt>calibration</dt><dd>{Many(c.Samples, "sample")} in batches of {Count(c.BatchSize)}: {Many(c.Rows, "gradient")} in each stage; ");
            writer.Write(c.Augment.Count == 0 ? "" : $"changed by {Text(string.Join(", ", c.Augment))}; ");
            writer.Write(c.Labels == LabelSource.Network.Word() ? "labels drawn from the dense network’s answers; " : "");
            writer.Write($"held out {Percent((double)c.Holdout)}; seed {c.Seed.ToString(CultureInfo.InvariantCulture)}</dd>\n");
        }

        writer.Write($"""
            <dt>pruned tensors</dt><dd><code>{Text(report.Digest)}</code></dd>

            """);
        foreach (var file in report.Files)
            writer.Write($"<dt>{Text(file.Path)}</dt><dd>{Count(file.Bytes)} bytes<br><code>{Text(file.Digest)}</code></dd>\n");
        writer.Write($"""
            <dt>time</dt><dd>gradients {Seconds(s.Gradients)}, solve {Seconds(s.Solve)}, evaluation {Seconds(s.Evaluate)}, total {Seconds(s.Total)}</dd>
            </dl>
            </section>

            """);
    }
}
