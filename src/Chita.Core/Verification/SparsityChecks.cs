using Chita.Campaigns;
using Chita.Formats;
using Chita.Output;
using Chita.Reports;
using static System.FormattableString;

namespace Chita.Verification;

/// <summary>Zeros: under the mask, in the report's counts, and in the pattern.</summary>
internal static class SparsityChecks
{
    /// <summary>The mask is complete, and zeros are where it says.</summary>
    /// <param name="run">The output folder.</param>
    /// <param name="scan">The model.</param>
    /// <param name="exact">Whether kept weights must not be zero: training that goes on may make one so.</param>
    public static Check Mask(RunContent run, ModelScan? scan, bool exact)
    {
        if (run.Mask is not { } mask)
            return new Check("mask", "cannot be read", [run.MaskProblem!]);
        var findings = Names(run, mask);
        if (scan is null)
            return new Check("mask", $"{mask.Tensors.Count} tensors: names and shapes alone", findings);
        foreach (var (name, tensor) in scan.Tensors)
        {
            if (tensor.Tally.IsMasked)
                findings.AddRange(Zeros(run, scan, name, tensor, exact));
            else if (mask.Find(name) is { } entry && entry.ByteLength != tensor.Tensor.Elements)
                findings.Add(new Finding($"{ModelWriter.MaskName}, {name}", Invariant($"has {entry.ByteLength} elements, the tensor in {scan.Name} {tensor.Tensor.Elements}")));
        }

        var removed = scan.Tensors.Values.Sum(tensor => tensor.Tally.Removed);
        return new Check("mask", Invariant($"{mask.Tensors.Count} tensors, {removed:N0} weights removed"), findings);
    }

    /// <summary>The report's numbers against those of the file.</summary>
    /// <param name="run">The output folder.</param>
    /// <param name="scan">The model.</param>
    /// <param name="exact">Whether the weights must be those that were written.</param>
    public static Check Counts(RunContent run, ModelScan? scan, bool exact)
    {
        if (run.Report is not { } report)
            return new Check("counts", "the report cannot be read", [run.ReportProblem!]);
        if (scan is null)
            return Check.NotMade("counts", "needs a model that can be read");
        var (weights, kept) = (Weights(run, scan), Kept(run, scan));
        var findings = new List<Finding>();
        if (exact)
        {
            foreach (var layer in report.Layers)
            {
                if (scan.Tensors.GetValueOrDefault(layer.Name) is not { } found)
                    continue;
                Compare($"weights of {layer.Name}", layer.Weights, found.Tensor.Elements);
                Compare($"kept of {layer.Name}", layer.Kept, found.Tally.Nonzero);
            }

            Compare("kept", report.Kept, kept);
            if (report.Digest != scan.PrunedDigest)
                findings.Add(new Finding(scan.Name, "the pruned tensors are not those of the report: their SHA-256 differs", report.Digest, scan.PrunedDigest));
        }

        Compare("weights", report.Weights, weights);
        var sparsity = 1 - (double)kept / Math.Max(1, weights);
        if (exact ? sparsity != report.Sparsity : sparsity < report.Sparsity)
            findings.Add(new Finding(scan.Name, Invariant($"sparsity is {sparsity:0.####}, the report says {report.Sparsity:0.####}"), Invariant($"{report.Sparsity:R}"), Invariant($"{sparsity:R}")));
        return new Check("counts", Invariant($"{kept:N0} of {weights:N0} weights kept, sparsity {sparsity:0.####}"), findings);

        void Compare(string what, long expected, long found)
        {
            if (expected != found)
                findings.Add(new Finding(scan.Name, Invariant($"{what}: {found:N0} in the file, the report says {expected:N0}"), Invariant($"{expected}"), Invariant($"{found}")));
        }
    }

    /// <summary>The structure that the kept weights obey, group by group.</summary>
    public static Check Pattern(RunContent run, ModelScan? scan)
    {
        if (run.Manifest is not { } manifest)
            return Check.NotMade("pattern", "needs the manifest");
        if (SupportPattern.TryParse(manifest.Pattern) is not { } pattern)
        {
            return new Check("pattern", "not known", [new Finding(RunManifest.FileName,
                $"pattern is {manifest.Pattern}; this chita knows {SupportPattern.Expected}. Use the chita that wrote it ({manifest.Chita})", RunManifest.Unstructured, manifest.Pattern)]);
        }

        if (pattern.Kind == SupportKind.Unstructured)
            return new Check("pattern", "unstructured: any weight may be kept", []);
        if (scan is null)
            return Check.NotMade("pattern", "needs a model that can be read");
        var tensors = Pruned(run, scan).ToList();
        var (groups, used) = (tensors.Sum(tensor => tensor.Tally.Pattern!.Groups), tensors.Sum(tensor => tensor.Tally.Pattern!.Used));
        return new Check("pattern", Invariant($"{pattern}: {used:N0} of {groups:N0} {(pattern.Kind == SupportKind.Rows ? "groups of rows" : "groups")} kept"),
            [.. tensors.Select(tensor => Obeys(scan, tensor, pattern)).OfType<Finding>()]);
    }

    private static Finding? Obeys(ModelScan scan, TensorScan tensor, SupportPattern pattern)
    {
        var (where, tally) = ($"{scan.Name}, {tensor.Tensor.Name}", tensor.Tally.Pattern!);
        return !tally.Fits ? new Finding(where, Invariant($"{pattern} does not divide the shape [{string.Join(", ", tensor.Tensor.Shape)}]"))
            : tally.Broken > 0 ? new Finding(where, Invariant($"{tally.Broken:N0} of {tally.Groups:N0} groups have more than {pattern.N} weights that are not zero; the first ends at weight {tally.FirstBroken}"))
            : null;
    }

    public static long Weights(RunContent run, ModelScan scan) => Pruned(run, scan).Sum(tensor => tensor.Tensor.Elements);

    public static long Kept(RunContent run, ModelScan scan) => Pruned(run, scan).Sum(tensor => tensor.Tally.Nonzero);

    private static IEnumerable<TensorScan> Pruned(RunContent run, ModelScan scan) =>
        run.Pruned.Distinct().Select(name => scan.Tensors.GetValueOrDefault(name)).OfType<TensorScan>();

    private static List<Finding> Names(RunContent run, SafetensorsFile mask)
    {
        var shapes = run.Tensors?.Where(tensor => tensor.IsPruned).ToDictionary(tensor => tensor.Name, tensor => tensor.Shape, StringComparer.Ordinal);
        var pruned = run.Pruned.ToHashSet(StringComparer.Ordinal);
        var findings = new List<Finding>();
        foreach (var entry in mask.Tensors)
        {
            var where = $"{ModelWriter.MaskName}, {entry.Name}";
            if (!pruned.Contains(entry.Name))
                findings.Add(new Finding(where, "is not among the pruned tensors"));
            if (entry.Type != SafetensorsType.Bool)
                findings.Add(new Finding(where, $"is {entry.Type.Name()}; a mask is BOOL", "BOOL", entry.Type.Name()));
            if (shapes?.GetValueOrDefault(entry.Name) is { } shape && !shape.SequenceEqual(entry.Shape))
                findings.Add(new Finding(where, $"has the shape [{string.Join(", ", entry.Shape)}], the tensor [{string.Join(", ", shape)}]"));
        }

        findings.AddRange(pruned.Where(name => mask.Find(name) is null).Select(name => new Finding($"{ModelWriter.MaskName}, {name}", "is missing; the tensor was pruned")));
        return findings;
    }

    private static IEnumerable<Finding> Zeros(RunContent run, ModelScan scan, string name, TensorScan tensor, bool exact)
    {
        var tally = tensor.Tally;
        if (tally.Regrown > 0)
        {
            var layer = run.Report?.Layers.FirstOrDefault(layer => layer.Name == name);
            var reported = layer is { Weights: > 0 } ? Invariant($", the report says {1 - (double)layer.Kept / layer.Weights:0.####}") : "";
            yield return new Finding(
                $"{scan.Name}, {name}",
                Invariant($"{tally.Regrown:N0} of {tally.Removed:N0} weights that the mask removes are not zero, the first is weight {tally.FirstRegrown}; sparsity is {tensor.Sparsity:0.####}{reported}"),
                Invariant($"{tally.Removed} zeros"), Invariant($"{tally.Regrown} not zero"));
        }

        if (exact && tally.KeptZero > 0)
            yield return new Finding($"{scan.Name}, {name}", Invariant($"{tally.KeptZero:N0} weights that the mask keeps are zero"), "not zero", Invariant($"{tally.KeptZero} zeros"));
    }
}
