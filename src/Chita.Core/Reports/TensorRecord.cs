using Chita.Formats;
using Chita.Networks;

namespace Chita.Reports;

/// <summary>One tensor of a run's network, as its manifest names it.</summary>
/// <param name="Name">The tensor's name in the network.</param>
/// <param name="Type">The element type in the words of safetensors, as in <c>F32</c>.</param>
/// <param name="Shape">The dimensions, row-major; empty for a scalar.</param>
/// <param name="Kept">Weights that are not zero in the written model; null for a tensor that was not pruned.</param>
/// <param name="Digest">The bytes, little-endian, as <see cref="ContentDigest"/> writes it: of a pruned tensor as it was written, of any other as it
/// came with the parent network, unless it was recalibrated: then as it was written.</param>
/// <param name="ParentDigest">Of a batch-norm statistic that was recalibrated, the bytes as they came with the parent network; null for all others.</param>
public sealed record TensorRecord(string Name, string Type, IReadOnlyList<long> Shape, long? Kept, string Digest, string? ParentDigest = null)
{
    /// <summary>Whether the run pruned the tensor.</summary>
    internal bool IsPruned => Kept is not null;

    /// <summary>Whether the run computed it anew on purpose, other than by pruning.</summary>
    internal bool IsRecalibrated => ParentDigest is not null;

    /// <summary>What it takes as it came, in bytes.</summary>
    internal long Bytes => Elements * ElementBytes;

    /// <summary>What it takes with a bit for each weight and the kept ones beside them, where it was pruned; else as it came.</summary>
    internal long EncodedBytes => Kept is { } kept ? (Elements + 7) / 8 + kept * ElementBytes : Bytes;

    private long Elements => Shape.Aggregate(1L, (product, dimension) => product * dimension);

    private int ElementBytes => SafetensorsTypes.Parse(Type)!.Value.Size();

    /// <summary>Records the tensors that a run leaves alone. To be called before the network is used: a module may change its own buffers.</summary>
    /// <param name="network">The parent network.</param>
    /// <param name="prunable">The tensors to prune.</param>
    public static IReadOnlyList<TensorRecord> Untouched(Network network, IReadOnlyList<NetworkTensor> prunable)
    {
        ArgumentNullException.ThrowIfNull(network);
        var pruned = prunable.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        return [.. network.Tensors.Where(tensor => !pruned.Contains(tensor.Name)).Select(tensor =>
            Of(tensor, null, network.Digest(tensor)))];
    }

    /// <summary>The record of a tensor that came otherwise.</summary>
    /// <param name="digest">Of its bytes as they are written.</param>
    internal TensorRecord Recalibrated(string digest) => this with { Digest = digest, ParentDigest = Digest };

    internal static TensorRecord Of(NetworkTensor tensor, long? kept, string digest) => new(tensor.Name, tensor.Type.Name(), tensor.Shape, kept, digest);
}
