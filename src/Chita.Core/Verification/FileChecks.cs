using Chita.Artifacts;
using Chita.Reports;

namespace Chita.Verification;

/// <summary>The manifest, and the files that it lists.</summary>
internal static class FileChecks
{
    public static Check Manifest(RunContent run) => run.Manifest is not { } manifest
        ? new Check("manifest", "cannot be read", [run.ManifestProblem!])
        : new Check("manifest", manifest.SchemaVersion == 1
            ? $"schema 1 of an older chita ({Version(manifest)}): it has no digests of tensors, nor of itself"
            : $"schema {manifest.SchemaVersion}, chita {Version(manifest)}, unchanged", []);

    /// <summary>Every listed file is there, with its size and content.</summary>
    /// <param name="run">The output folder.</param>
    /// <param name="isWanted">Which files to look at.</param>
    public static Check Files(RunContent run, Predicate<string> isWanted)
    {
        if (run.Manifest is not { } manifest)
            return Check.NotMade("files", "needs the manifest");
        var records = manifest.Outputs.OfType<FileRecord>().Where(record => isWanted(record.Path)).ToArray();
        var findings = records.Select(record => Look(run.Folder, record)).OfType<Finding>().ToList();
        if (records.Length == 0)
            findings.Add(new Finding(RunManifest.FileName, "outputs lists no files; expected those of the folder"));
        return new Check("files", $"{records.Length} of the manifest: size and SHA-256", findings);
    }

    /// <summary>Without the build that follows a plus sign.</summary>
    private static string Version(RunManifest manifest) => Printable.Text(manifest.Chita.Split('+')[0]);

    private static Finding? Look(string folder, FileRecord record)
    {
        // A manifest is input like any other: it must not lead elsewhere.
        if (!ArtifactLayout.IsPlainPath(record.Path))
            return new Finding(RunManifest.FileName, $"outputs lists \"{record.Path}\", which is no file of the folder");
        var path = Path.Combine(folder, record.Path);
        if (!File.Exists(path))
            return new Finding(record.Path, "is missing; the manifest lists it", $"{record.Bytes} bytes", "no file");
        var (found, problem) = RunContent.Try(() => FileRecord.Of(path, record.Path), folder, record.Path);
        if (found is null || found == record)
            return problem;
        return found.Bytes != record.Bytes
            ? new Finding(record.Path, $"has {found.Bytes} bytes, the manifest says {record.Bytes}", $"{record.Bytes} bytes", $"{found.Bytes} bytes")
            : new Finding(record.Path, "is not the file that was written: its SHA-256 differs from the manifest's", record.Digest, found.Digest);
    }
}
