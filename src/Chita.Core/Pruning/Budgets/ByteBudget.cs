using System.Globalization;
using Chita.Blocks;

namespace Chita.Pruning.Budgets;

/// <summary>Bytes of pruned tensors: a bit for each weight, in whole bytes for each tensor, and the value of each that is kept: the largest of the tensors' types.</summary>
public static class ByteBudget
{
    /// <summary>The bytes.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="kept">How many of their weights are kept.</param>
    public static long Bytes(IReadOnlyList<TensorSize> tensors, long kept) => tensors.Sum(tensor => (tensor.Weights + 7) / 8) + ValueBytes(tensors) * kept;

    /// <summary>The least sparsity that fits.</summary>
    /// <exception cref="InvalidInputException">Not even the bits fit, or everything does.</exception>
    public static decimal Sparsity(long bytes, IReadOnlyList<TensorSize> tensors)
    {
        var (bits, weights) = (Bytes(tensors, 0), tensors.Sum(tensor => tensor.Weights));
        var kept = (bytes - bits) / ValueBytes(tensors);
        if (kept < 1)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"budget.bytes {bytes:N0}: a bit for each of {weights:N0} weights takes {bits:N0}, which leaves nothing for their values."));
        // Half a weight more: what is cut off of it are then exactly those that fit.
        return kept >= weights ? 0 : 1 - (kept + 0.5m) / weights;
    }

    private static int ValueBytes(IReadOnlyList<TensorSize> tensors) => tensors.Max(tensor => tensor.ValueBytes);
}
