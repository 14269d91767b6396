using System.Globalization;
using System.Net;

namespace Chita.Reports;

/// <summary>
/// Writes <c>report.html</c>: one file that shows a <see cref="RunReport"/> to a person. Nothing in it is fetched and nothing runs, so that it
/// can be mailed, archived and opened from a disk; it follows the reader's light or dark theme and the width of a phone.
/// </summary>
public static partial class HtmlReport
{
    private const string Missing = "–";

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
            <p class="quiet">method {Text(report.Method)} · {report.Stages.Count} {(report.Stages.Count == 1 ? "stage" : "stages")} · {Seconds(report.Seconds.Total)}</p>
            </header>

            """);
        WriteMetric(report, writer);
        WriteBudget(report, writer);
        WriteStages(report, writer);
        WriteLayers(report, writer);
        WriteFiles(report, writer);
        writer.Write("</main>\n</body>\n</html>\n");
    }

    private static void WriteMetric(RunReport report, TextWriter writer)
    {
        if (report.Metric is not { } metric)
        {
            writer.Write("<p class=\"note\">No evaluation data was given, so nothing was measured on the network itself.</p>\n");
            return;
        }
        var change = report.Degradation is { } d ? $"{Change(d, metric)} against dense" : "";
        var samples = report.Evaluation is { } e ? $"{Text(metric)} on {Count(e.Samples)} samples" : Text(metric);
        writer.Write($"""
            <section class="cards" aria-label="{Text(metric)}">
            <div class="card"><p class="label">dense</p><p class="big">{Metric(report.Dense, metric)}</p><p class="quiet">{samples}</p></div>
            <div class="card"><p class="label">magnitude</p><p class="big">{Metric(report.Magnitude, metric)}</p><p class="quiet">the same budget, largest weights kept</p></div>
            <div class="card main"><p class="label">pruned</p><p class="big">{Metric(report.Pruned, metric)}</p><p class="quiet">{change}</p></div>
            </section>

            """);
    }

    private static void WriteBudget(RunReport report, TextWriter writer) => writer.Write($"""
        <section>
        <h2>{Percent(report.Sparsity)} sparse</h2>
        {Bar(report.Kept, report.Weights)}
        <p><b>{Count(report.Kept)}</b> of {Count(report.Weights)} weights kept, counted in the bytes written.</p>
        </section>

        """);

    private static void WriteStages(RunReport report, TextWriter writer)
    {
        writer.Write("""
            <section>
            <h2>Stages</h2>
            <div class="wide"><table>
            <thead><tr><th>sparsity</th><th>kept</th><th>objective</th><th>lower bound</th><th>gap</th><th>ridge</th><th>first order</th><th>iterations</th><th>time</th></tr></thead>
            <tbody>

            """);
        foreach (var s in report.Stages)
        {
            writer.Write($"<tr><td>{Percent(s.Sparsity)}</td><td>{Count(s.Kept)}</td><td>{Number(s.Objective)}</td><td>{Number(s.LowerBound)}</td>");
            writer.Write($"<td>{Gap(s.Gap)}</td><td>{Number(s.Ridge)}</td><td>{Number(s.FirstOrder)}</td><td>{s.Iterations}</td><td>{Seconds(s.Seconds)}</td></tr>\n");
        }
        writer.Write("""
            </tbody></table></div>
            <p class="note">The certificate speaks of the quadratic model, not of accuracy: no choice of as many weights has an objective below the lower bound.</p>
            </section>

            """);
    }

    private static void WriteLayers(RunReport report, TextWriter writer)
    {
        writer.Write("<section>\n<h2>Layers</h2>\n<div class=\"layers\">\n");
        foreach (var layer in report.Layers)
        {
            var sparsity = layer.Weights == 0 ? 0 : 1 - (double)layer.Kept / layer.Weights;
            writer.Write($"<span class=\"name\">{Text(layer.Name)}</span>{Bar(layer.Kept, layer.Weights)}<span class=\"number\">{Percent(sparsity)}</span>");
            writer.Write($"<span class=\"number quiet\">{Count(layer.Kept)} of {Count(layer.Weights)}</span>\n");
        }
        writer.Write("</div>\n<p class=\"quiet\"><span class=\"key\"></span> kept; the percentage is what was pruned.</p>\n</section>\n");
    }

    private static void WriteFiles(RunReport report, TextWriter writer)
    {
        var s = report.Seconds;
        writer.Write($"""
            <section>
            <h2>Evidence</h2>
            <dl>
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

    /// <summary>A bar of the share kept. It is drawn in SVG, whose width attribute no style sheet or content policy can lose.</summary>
    private static string Bar(long kept, long weights)
    {
        var share = weights == 0 ? 0 : 100.0 * kept / weights;
        return string.Create(CultureInfo.InvariantCulture,
            $"""<svg class="bar" role="img" aria-label="{share:0.#} % kept"><rect class="all" width="100%" height="100%"/><rect class="kept" width="{share:0.###}%" height="100%"/></svg>""");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double share) =>
        double.IsFinite(share) ? (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %" : Missing;

    private static string Number(double? value) =>
        value is { } v && double.IsFinite(v) ? v.ToString("G5", CultureInfo.InvariantCulture) : Missing;

    private static string Gap(double? gap) =>
        gap is not { } g || !double.IsFinite(g) ? Missing
        : g is > 0 and < 5e-6 ? "< 0.001 %"
        : (100 * g).ToString(g < 0.001 ? "0.000" : "0.00", CultureInfo.InvariantCulture) + " %";

    private static string Metric(double? value, string metric) =>
        value is not { } v || !double.IsFinite(v) ? Missing
        : metric == "accuracy" ? (100 * v).ToString("0.00", CultureInfo.InvariantCulture) + "<small> %</small>"
        : Number(v);

    private static string Change(double degradation, string metric) =>
        !double.IsFinite(degradation) ? Missing
        : metric == "accuracy" ? (-100 * degradation).ToString("+0.00;−0.00;0.00", CultureInfo.InvariantCulture) + " points"
        : degradation.ToString("+0.####;−0.####;0", CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) =>
        !double.IsFinite(seconds) ? Missing
        : seconds < 100 ? seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"
        : TimeSpan.FromSeconds(seconds).ToString(seconds < 86_400 ? @"h\:mm\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);
}
