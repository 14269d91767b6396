using System.Security.Cryptography;
using Chita.Campaigns;
using Chita.Formats;
using Chita.Reports;

namespace Chita.Verification;

/// <summary>Everything that the checks need to know of one tensor, from one pass over its bytes.</summary>
internal sealed record TensorScan(ModelTensor Tensor, Tally Tally, string Digest)
{
    public double Sparsity => 1 - (double)Tally.Nonzero / Math.Max(1, Tensor.Elements);
}

/// <summary>A model file, read once from the first to the last tensor, in pieces.</summary>
/// <param name="Name">What findings call the file.</param>
/// <param name="Tensors">Its tensors by name.</param>
/// <param name="PrunedDigest">SHA-256 of the pruned tensors' bytes, in the order in which their names were given.</param>
internal sealed record ModelScan(string Name, IReadOnlyDictionary<string, TensorScan> Tensors, string PrunedDigest)
{
    /// <summary>Elements read at once: at most 8 MiB of a model and 1 MiB of a mask.</summary>
    private const int Piece = 1 << 20;

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What findings call it.</param>
    /// <param name="pruned">The names of the pruned tensors, in order.</param>
    /// <param name="mask">The mask, where it can be read; entries of another shape are left out.</param>
    /// <param name="pattern">What the pruned tensors must obey; null: nothing.</param>
    /// <exception cref="InvalidInputException">The file cannot be read, or not to its end.</exception>
    public static ModelScan Of(string path, string name, IReadOnlyList<string> pruned, SafetensorsFile? mask, SupportPattern? pattern)
    {
        using var file = ModelFile.Open(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var byName = file.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var scans = new Dictionary<string, TensorScan>(StringComparer.Ordinal);
        foreach (var tensor in pruned.Where(byName.ContainsKey).Select(name => byName[name]))
            scans[tensor.Name] = Scan(file, tensor, Entry(mask, tensor), mask, hash, pattern is null ? null : new PatternTally(pattern, tensor.Shape));
        var digest = ContentDigest.Format(hash.GetHashAndReset());
        foreach (var tensor in file.Tensors.Where(tensor => !scans.ContainsKey(tensor.Name)))
            scans[tensor.Name] = Scan(file, tensor, null, null, null, null);
        return new ModelScan(name, scans, digest);
    }

    private static SafetensorsEntry? Entry(SafetensorsFile? mask, ModelTensor tensor) =>
        mask?.Find(tensor.Name) is { } entry && entry.ByteLength == tensor.Elements ? entry : null;

    private static TensorScan Scan(ModelFile file, ModelTensor tensor, SafetensorsEntry? entry, SafetensorsFile? mask, IncrementalHash? all, PatternTally? pattern)
    {
        using var own = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (tally, size) = (new Tally(tensor.Type, entry is not null, pattern), tensor.Type.Size());
        var bytes = new byte[Math.Min(Piece, tensor.Elements) * size];
        var kept = new byte[entry is null ? 0 : Math.Min(Piece, tensor.Elements)];
        for (var first = 0L; first < tensor.Elements; first += Piece)
        {
            var count = (int)Math.Min(Piece, tensor.Elements - first);
            var piece = bytes.AsSpan(0, count * size);
            file.Read(tensor, first * size, piece);
            own.AppendData(piece);
            all?.AppendData(piece);
            var keep = kept.AsSpan(0, entry is null ? 0 : count);
            if (entry is not null)
                mask!.Read(entry, first, keep);
            tally.Add(piece, keep);
        }

        return new TensorScan(tensor, tally, ContentDigest.Format(own.GetHashAndReset()));
    }
}
