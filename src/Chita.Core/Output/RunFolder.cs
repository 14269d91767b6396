using Chita.Campaigns;
using Chita.Gradients.Stored;
using Chita.Reports;

namespace Chita.Output;

/// <summary>Completes a run's output folder: the report and the manifest.</summary>
public static class RunFolder
{
    /// <summary>The <c>state</c> of a report whose quality gate was missed.</summary>
    public const string Rejected = "Rejected";

    /// <summary>The report's file.</summary>
    public const string ReportName = "report.json";

    /// <summary>Writes report and manifest beside the model's files: all that is left to do is <see cref="OutputFolder.Publish"/>.</summary>
    /// <param name="folder">The folder, with the model written.</param>
    /// <param name="spec">The campaign, paths absolute.</param>
    /// <param name="model">What was written.</param>
    /// <param name="report">What the run did.</param>
    /// <param name="time">The clock for the manifest's date.</param>
    /// <returns>The report as written: with the files there are, and what the campaign says.</returns>
    public static RunReport Complete(OutputFolder folder, CampaignSpec spec, WrittenModel model, RunReport report, TimeProvider time)
    {
        FileRecord[] parent = [.. spec.Network.Files().Select(Describe)];
        FileRecord[] written = [.. Directory.EnumerateFiles(folder.Partial, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => FileRecord.Of(path, Path.GetRelativePath(folder.Partial, path)))];
        report = report with
        {
            Pattern = spec.Budget.Pattern.ToString(),
            Calibration = spec.Calibration is { } samples ? CalibrationReport.Of(samples) : report.Calibration,
            Sizes = model.Sizes,
            Files = [.. parent, .. written],
        };
        var json = Path.Combine(folder.Partial, ReportName);
        File.WriteAllText(json, report.ToJson());
        var html = Path.Combine(folder.Partial, "report.html");
        using (var writer = File.CreateText(html))
            HtmlReport.Write(report, writer);

        var manifest = RunManifest.Begin(spec.Name, spec.Yaml, time) with
        {
            Method = spec.Solver.Method.Word(),
            BlockSize = spec.Execution.BlockSize,
            Storage = spec.Solver.Storage.Word(),
            Pattern = spec.Budget.Pattern.ToString(),
            Seeds = spec.Calibration is { } calibration ? new Dictionary<string, long> { ["calibration"] = calibration.Seed } : [],
            Model = parent,
            Calibration = DescribeAll([spec.Calibration?.Data, spec.Calibration?.Targets, .. spec.Network.Gradients is { } rows ? GradientStore.Evidence(rows) : []]),
            Evaluation = DescribeAll(spec.Evaluation?.Data, spec.Evaluation?.Targets),
            Outputs = [.. written, Describe(html), Describe(json)],
            Tensors = model.Tensors,
        };
        File.WriteAllText(Path.Combine(folder.Partial, RunManifest.FileName), manifest.ToJson());
        return report;
    }

    private static FileRecord[] DescribeAll(params string?[] paths) => [.. paths.OfType<string>().Select(Describe)];

    private static FileRecord Describe(string path) => FileRecord.Of(path, Path.GetFileName(path));
}
