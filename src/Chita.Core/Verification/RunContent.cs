using Chita.Campaigns;
using Chita.Formats;
using Chita.Output;
using Chita.Reports;

namespace Chita.Verification;

/// <summary>What an output folder says of its run, as far as it can be read: what it lacks is null, and a finding.</summary>
internal sealed class RunContent : IDisposable
{
    private RunContent(string folder) => Folder = folder;

    public string Folder { get; }

    public RunManifest? Manifest { get; private init; }

    public RunReport? Report { get; private init; }

    public SafetensorsFile? Mask { get; private init; }

    /// <summary>Why the manifest is null.</summary>
    public Finding? ManifestProblem { get; private init; }

    /// <summary>Why the report is null.</summary>
    public Finding? ReportProblem { get; private init; }

    /// <summary>Why the mask is null.</summary>
    public Finding? MaskProblem { get; private init; }

    /// <summary>The manifest's record of every tensor; null in the first schema, and without a manifest.</summary>
    public IReadOnlyList<TensorRecord>? Tensors => Manifest is { SchemaVersion: > 1 } manifest ? [.. manifest.Tensors.OfType<TensorRecord>().DistinctBy(tensor => tensor.Name)] : null;

    /// <summary>What the pruned tensors must obey; null: any weight may be kept, or it is not known.</summary>
    public SupportPattern? Pattern =>
        Manifest is { } manifest && SupportPattern.TryParse(manifest.Pattern) is { Kind: not SupportKind.Unstructured } pattern ? pattern : null;

    /// <summary>The pruned tensors in the network's order, from the first of report, manifest and mask that can be read.</summary>
    public IReadOnlyList<string> Pruned =>
        Report is not null ? [.. Report.Layers.Select(layer => layer.Name)]
        : Tensors is { } tensors ? [.. tensors.Where(tensor => tensor.IsPruned).Select(tensor => tensor.Name)]
        : Mask is not null ? [.. Mask.Tensors.Select(entry => entry.Name)]
        : [];

    /// <summary>Reads report, manifest and the mask's header.</summary>
    /// <exception cref="InvalidInputException">The folder is none that a run has left.</exception>
    public static RunContent Open(string folder)
    {
        string At(string name) => Path.Combine(folder, name);
        if (!File.Exists(At(RunManifest.FileName)) && !File.Exists(At(RunFolder.ReportName)))
        {
            throw new InvalidInputException($"{folder}: is no output folder of chita; expected a folder that chita run has left, "
                + $"with {RunManifest.FileName}, {RunFolder.ReportName}, {ModelWriter.MaskName} and {ModelWriter.SafetensorsName}, {ModelWriter.TorchScriptName} or {ModelWriter.HuggingFaceName}/");
        }

        var (manifest, manifestProblem) = Try(() => RunManifest.Read(At(RunManifest.FileName)), folder, RunManifest.FileName);
        var (report, reportProblem) = Try(() => RunReport.Read(At(RunFolder.ReportName)), folder, RunFolder.ReportName);
        if (report is not null && report.Layers.Any(layer => layer is null))
            (report, reportProblem) = (null, new Finding(RunFolder.ReportName, "layers holds an entry that is null; expected name, weights and kept"));
        var (mask, maskProblem) = Try(() => SafetensorsFile.Open(At(ModelWriter.MaskName)), folder, ModelWriter.MaskName);
        return new RunContent(folder)
        {
            Manifest = manifest, ManifestProblem = manifestProblem, Report = report, ReportProblem = reportProblem, Mask = mask, MaskProblem = maskProblem,
        };
    }

    /// <summary>Reads something of a folder, or gives the finding of why that cannot be.</summary>
    public static (T? Value, Finding? Problem) Try<T>(Func<T> read, string folder, string name) where T : class
    {
        try
        {
            return (read(), null);
        }
        catch (InvalidInputException failure)
        {
            var path = Path.Combine(folder, name) + ": ";
            return (null, new Finding(name, failure.Message.StartsWith(path, StringComparison.Ordinal) ? failure.Message[path.Length..] : failure.Message));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Mask?.Dispose();
}
