using Chita.Formats;
using Chita.Reports;
using static System.FormattableString;

namespace Chita.Verification;

/// <summary>The tensors of a model file against the manifest: names, types, shapes, bytes, and whether all numbers are finite.</summary>
internal static class TensorChecks
{
    /// <summary>No tensor is missing, none is new, and each has its type and shape.</summary>
    /// <param name="run">The output folder.</param>
    /// <param name="scan">The model.</param>
    /// <param name="exact">Whether types count: a model that went on to other tools may have been saved in another precision.</param>
    public static Check Names(RunContent run, ModelScan scan, bool exact)
    {
        if (run.Tensors is not { } records)
        {
            var lost = run.Pruned.Where(name => !scan.Tensors.ContainsKey(name)).Select(name => Missing(scan, name)).ToList();
            return new Check("tensors", "the pruned ones are there; other tensors are not in the manifest", lost, run.Pruned.Count > 0);
        }

        var findings = records.Select(record => Look(record, scan, exact)).OfType<Finding>().ToList();
        var known = records.Select(record => record.Name).ToHashSet(StringComparer.Ordinal);
        findings.AddRange(scan.Tensors.Keys.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal)
            .Select(name => new Finding($"{scan.Name}, {name}", "was added: the network that was pruned has no such tensor")));
        return new Check("tensors", Invariant($"{records.Count} in the manifest: names, {(exact ? "types, " : "")}shapes"), findings);
    }

    /// <summary>Untouched tensors have the parent's bytes, pruned ones those that were written.</summary>
    public static Check Bytes(RunContent run, ModelScan scan)
    {
        if (run.Tensors is not { } records)
            return Check.NotMade("bytes", "the manifest has no digests of tensors");
        var findings = new List<Finding>();
        foreach (var record in records)
        {
            if (scan.Tensors.GetValueOrDefault(record.Name) is { } found && found.Digest != record.Digest)
            {
                findings.Add(new Finding($"{scan.Name}, {record.Name}",
                    record.IsPruned ? "its bytes are not those that were written"
                    : record.IsRecalibrated ? "its bytes are not the statistics that were taken anew and written" : "was not pruned, but its bytes are not those of the parent network",
                    record.Digest, found.Digest));
            }
        }

        var (pruned, anew) = (records.Count(record => record.IsPruned), records.Count(record => record.IsRecalibrated));
        var statistics = anew == 0 ? "" : Invariant($", {anew} recalibrated ones as written");
        return new Check("bytes", Invariant($"{records.Count - pruned - anew} untouched tensors as in the parent network, {pruned} pruned ones as written{statistics}"), findings);
    }

    /// <summary>No NaN, no infinity.</summary>
    public static Check Finite(ModelScan scan)
    {
        var findings = scan.Tensors.Values.Where(tensor => tensor.Tally.NotFinite > 0).Select(tensor => new Finding(
            $"{scan.Name}, {tensor.Tensor.Name}",
            Invariant($"{tensor.Tally.NotFinite:N0} of {tensor.Tensor.Elements:N0} elements are NaN or infinite, the first is element {tensor.Tally.FirstNotFinite}"),
            "finite numbers", Invariant($"{tensor.Tally.NotFinite} that are not")));
        var floats = scan.Tensors.Values.Count(tensor => ElementBits.Of(tensor.Tensor.Type).NotFinite != 0);
        return new Check("finite", $"{floats} tensors of floating point numbers", [.. findings]);
    }

    /// <summary>A second file of the same model: the same tensors, the same bytes.</summary>
    public static Check Copies(ModelScan first, ModelScan second)
    {
        var findings = new List<Finding>();
        foreach (var (name, tensor) in first.Tensors)
        {
            if (second.Tensors.GetValueOrDefault(name) is not { } other)
                findings.Add(new Finding($"{second.Name}, {name}", $"is missing; {first.Name} has it"));
            else if (other.Tensor.Type != tensor.Tensor.Type || !other.Tensor.Shape.AsSpan().SequenceEqual(tensor.Tensor.Shape))
                findings.Add(new Finding($"{second.Name}, {name}", $"differs in type or shape from {first.Name}", Kind(tensor.Tensor), Kind(other.Tensor)));
            else if (other.Digest != tensor.Digest)
                findings.Add(new Finding($"{second.Name}, {name}", $"its bytes are not those in {first.Name}", tensor.Digest, other.Digest));
        }

        findings.AddRange(second.Tensors.Keys.Where(name => !first.Tensors.ContainsKey(name)).Select(name =>
            new Finding($"{second.Name}, {name}", $"is not in {first.Name}")));
        return new Check("copies", $"{second.Name} holds the tensors of {first.Name}", findings);
    }

    private static Finding? Look(TensorRecord record, ModelScan scan, bool exact)
    {
        if (scan.Tensors.GetValueOrDefault(record.Name) is not { Tensor: var tensor })
            return Missing(scan, record.Name);
        var sameShape = record.Shape.SequenceEqual(tensor.Shape);
        if (sameShape && (!exact || record.Type == tensor.Type.Name()))
            return null;
        var (expected, found) = ($"{record.Type} [{string.Join(", ", record.Shape)}]", Kind(tensor));
        return new Finding($"{scan.Name}, {record.Name}", $"is {found}; the network that was pruned has {expected}", expected, found);
    }

    private static Finding Missing(ModelScan scan, string name) =>
        new($"{scan.Name}, {name}", "is missing; the network that was pruned has it");

    private static string Kind(ModelTensor tensor) => $"{tensor.Type.Name()} [{string.Join(", ", tensor.Shape)}]";
}
