using Chita.Campaigns;
using Chita.Output;
using Chita.Reports;

namespace Chita.Repricing;

/// <summary>What a run has left that a new budget needs: its manifest, its report and its scores, each as the run wrote it.</summary>
public sealed class ScoredRun : IDisposable
{
    private readonly string _folder;

    private ScoredRun(string folder, RunManifest manifest, RunReport report, FileRecord file, ScoreFile scores) =>
        (_folder, Manifest, Report, File, Scores) = (folder, manifest, report, file, scores);

    /// <summary>The manifest.</summary>
    public RunManifest Manifest { get; }

    /// <summary>Where it lies, for messages.</summary>
    public string ManifestPath => Path.Combine(_folder, RunManifest.FileName);

    /// <summary>The report.</summary>
    public RunReport Report { get; }

    /// <summary>The file of scores.</summary>
    public FileRecord File { get; }

    /// <summary>The scores: of the last stage, which in a frontier solved the highest level.</summary>
    public ScoreFile Scores { get; }

    /// <summary>Opens an output folder.</summary>
    /// <exception cref="InvalidInputException">It is none of a run that kept its scores, or a file of it was changed since.</exception>
    public static ScoredRun Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!System.IO.File.Exists(Path.Combine(folder, RunManifest.FileName)))
            throw new InvalidInputException($"{folder}: is no output folder of chita; expected a folder that chita run has left, with {RunManifest.FileName}.");
        var manifest = RunManifest.Read(Path.Combine(folder, RunManifest.FileName));
        Check(folder, manifest, RunFolder.ReportName);
        var report = RunReport.Read(Path.Combine(folder, RunFolder.ReportName));
        if (report.Repriced is { } repriced)
            throw new InvalidInputException($"{folder}: was repriced itself; give the output folder of the run whose scores it was made from, that with manifest {repriced.Run}.");
        if (Find(manifest, ScoreFile.Name) is null)
        {
            throw new InvalidInputException(manifest.Method == PruningMethod.Chita.Word()
                ? $"{folder}: has no scores, which a new budget needs; a campaign with output.scores: true keeps them, and this one has to run again with it."
                : $"{folder}: has no scores, which a new budget needs, and method {manifest.Method} has none; a campaign with method: chita and output.scores: true keeps them.");
        }

        var file = Check(folder, manifest, ScoreFile.Name);
        return new ScoredRun(folder, manifest, report, file, ScoreFile.Open(Path.Combine(folder, ScoreFile.Name)));
    }

    /// <summary>Sees that the files a campaign names are those that the run was made with.</summary>
    /// <param name="spec">The campaign, paths absolute.</param>
    /// <param name="root">Where its relative paths start, for messages.</param>
    /// <exception cref="InvalidInputException">One is missing, or another one.</exception>
    public void CheckInputs(CampaignSpec spec, string root)
    {
        ArgumentNullException.ThrowIfNull(spec);
        string?[] paths = [.. spec.Network.Files(), spec.Evaluation?.Data, spec.Evaluation?.Targets];
        foreach (var path in paths.OfType<string>())
        {
            if (!System.IO.File.Exists(path))
                throw new InvalidInputException($"{path}: does not exist; it is what the campaign was run with (relative paths start at {root}, --data-root names another folder).");
            var found = FileRecord.Of(path, Path.GetFileName(path));
            if (!Manifest.Model.Contains(found) && !Manifest.Evaluation.Contains(found))
                throw new InvalidInputException($"{path}: is not what the campaign was run with: {ManifestPath} has no file of this name with {found.Digest}.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Scores.Dispose();

    private static FileRecord? Find(RunManifest manifest, string name) => manifest.Outputs.FirstOrDefault(file => file?.Path == name);

    private static FileRecord Check(string folder, RunManifest manifest, string name)
    {
        var path = Path.Combine(folder, name);
        var found = FileRecord.Of(path, name);
        return found == Find(manifest, name) ? found : throw new InvalidInputException($"{path}: is not the file that the run wrote: its SHA-256 is not that of the manifest.");
    }
}
