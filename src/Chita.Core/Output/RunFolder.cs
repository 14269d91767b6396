using Chita.Campaigns;
using Chita.Reports;

namespace Chita.Output;

/// <summary>Completes a run's output folder: the report, the manifest, then the rename that makes it appear.</summary>
public static class RunFolder
{
    /// <summary>The <c>state</c> of a report whose quality gate was missed.</summary>
    public const string Rejected = "Rejected";

    /// <summary>Writes report and manifest beside the model's files and publishes the folder.</summary>
    /// <param name="folder">The folder, with the model written.</param>
    /// <param name="spec">The campaign, paths absolute.</param>
    /// <param name="report">What the run did.</param>
    /// <param name="time">The clock for the manifest's date.</param>
    /// <returns>The report as written: with the files there are.</returns>
    public static RunReport Complete(OutputFolder folder, CampaignSpec spec, RunReport report, TimeProvider time)
    {
        var model = FileRecord.Of(spec.Network.Torchscript, Path.GetFileName(spec.Network.Torchscript));
        report = report with { Files = [model, .. Written(folder)] };
        File.WriteAllText(Path.Combine(folder.Partial, "report.json"), report.ToJson());
        using (var html = File.CreateText(Path.Combine(folder.Partial, "report.html")))
            HtmlReport.Write(report, html);

        var manifest = RunManifest.Begin(spec.Name, spec.Yaml, time) with
        {
            Method = spec.Solver.Method.Word(),
            BlockSize = spec.Execution.BlockSize,
            Seeds = spec.Calibration is { } calibration ? new Dictionary<string, long> { ["calibration"] = calibration.Seed } : [],
            Model = [model],
            Calibration = Describe(spec.Calibration?.Data, spec.Calibration?.Targets),
            Evaluation = Describe(spec.Evaluation?.Data, spec.Evaluation?.Targets),
            Outputs = Written(folder),
        };
        File.WriteAllText(Path.Combine(folder.Partial, "manifest.json"), manifest.ToJson());
        folder.Publish();
        return report;
    }

    private static FileRecord[] Written(OutputFolder folder) =>
        [.. Directory.EnumerateFiles(folder.Partial).Order(StringComparer.Ordinal).Select(file => FileRecord.Of(file, Path.GetFileName(file)))];

    private static FileRecord[] Describe(params string?[] paths) => [.. paths.OfType<string>().Select(path => FileRecord.Of(path, Path.GetFileName(path)))];
}
