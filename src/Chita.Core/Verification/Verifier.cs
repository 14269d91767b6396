using Chita.Output;

namespace Chita.Verification;

/// <summary>
/// Compares an output folder with what its run says of it, from files alone: nothing is run, and a tensor is never held as a whole
/// (but for TorchScript files, which libtorch loads).
/// </summary>
public static class Verifier
{
    /// <summary>Looks at everything in the folder.</summary>
    /// <param name="folder">An output folder of <c>chita run</c>.</param>
    /// <returns>All checks with all findings: the first one ends nothing.</returns>
    /// <exception cref="InvalidInputException">The folder is no output folder.</exception>
    public static VerificationReport Verify(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        using var run = RunContent.Open(folder);
        string[] written = [.. new[] { ModelWriter.SafetensorsName, ModelWriter.TorchScriptName, ModelWriter.HuggingFaceName }.Where(name => IsExpected(run, name))];
        var scans = new List<ModelScan>();
        var unreadable = new List<Finding>();
        foreach (var name in written)
        {
            var (scan, problem) = RunContent.Try(() => ModelScan.Of(Path.Combine(folder, name), name, run.Pruned, run.Mask, run.Pattern), folder, name);
            if (scan is not null)
                scans.Add(scan);
            else
                unreadable.Add(problem!);
        }

        if (written.Length == 0)
            unreadable.Add(new Finding(ModelWriter.SafetensorsName, $"is missing, and so are {ModelWriter.TorchScriptName} and {ModelWriter.HuggingFaceName}/; a run leaves at least one"));
        var model = scans.Count > 0 ? scans[0] : null;
        return Report(run, Path.Combine(folder, model?.Name ?? ModelWriter.SafetensorsName), model,
        [
            FileChecks.Manifest(run),
            FileChecks.Files(run, _ => true),
            new Check("model", string.Join(", ", written), unreadable),
            .. Of(run, model, exact: true),
            .. scans.Count > 1 ? [TensorChecks.Copies(scans[0], scans[1])] : (Check[])[],
        ]);
    }

    /// <summary>
    /// Looks whether another file still has the sparsity of a run: a model that was fine-tuned, merged or converted since. Its kept weights may
    /// be others; zeros, shapes and finite numbers are asked for.
    /// </summary>
    /// <param name="folder">The output folder of the run.</param>
    /// <param name="model">A model in safetensors or TorchScript, or the folder of a language model.</param>
    /// <exception cref="InvalidInputException">The folder is no output folder, or the file cannot be read as a model.</exception>
    public static VerificationReport Verify(string folder, string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(model);
        using var run = RunContent.Open(folder);
        var scan = ModelScan.Of(model, Path.GetFileName(model), run.Pruned, run.Mask, run.Pattern);
        return Report(run, model, scan,
        [
            FileChecks.Manifest(run),
            FileChecks.Files(run, name => name is ModelWriter.MaskName or RunFolder.ReportName),
            .. Of(run, scan, exact: false),
        ]);
    }

    private static IEnumerable<Check> Of(RunContent run, ModelScan? scan, bool exact)
    {
        const string unread = "needs a model that can be read";
        yield return scan is null ? Check.NotMade("tensors", unread) : TensorChecks.Names(run, scan, exact);
        if (exact)
            yield return scan is null ? Check.NotMade("bytes", unread) : TensorChecks.Bytes(run, scan);
        yield return scan is null ? Check.NotMade("finite", unread) : TensorChecks.Finite(scan);
        yield return SparsityChecks.Mask(run, scan, exact);
        yield return SparsityChecks.Counts(run, scan, exact);
        yield return SparsityChecks.Pattern(run, scan);
    }

    /// <summary>A file or folder that is there, or that the manifest says there is: an output of one format is complete with one.</summary>
    private static bool IsExpected(RunContent run, string name) =>
        Path.Exists(Path.Combine(run.Folder, name)) || (run.Manifest?.Outputs.Any(record => record?.Path?.Split('/')[0] == name) ?? false);

    private static VerificationReport Report(RunContent run, string path, ModelScan? scan, IReadOnlyList<Check> checks) => new()
    {
        Folder = run.Folder,
        Model = path,
        Weights = scan is null ? 0 : SparsityChecks.Weights(run, scan),
        Kept = scan is null ? 0 : SparsityChecks.Kept(run, scan),
        Checks = checks,
    };
}
