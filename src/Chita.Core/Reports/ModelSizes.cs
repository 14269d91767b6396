namespace Chita.Reports;

/// <summary>What a network's tensors take, in bytes: pruning alone makes no file smaller, how it is kept does.</summary>
/// <param name="Dense">All tensors as they came.</param>
/// <param name="Compressed">The pruned network as safetensors through gzip, measured: what storage and transfers may come to without any other format.</param>
/// <param name="Encoded">One bit for each prunable weight and the bytes of those kept; all other tensors as they came.</param>
public sealed record ModelSizes(long Dense, long Compressed, long Encoded)
{
    /// <summary>Adds up what the tensors take.</summary>
    /// <param name="tensors">All tensors of the network.</param>
    /// <param name="compressed">What was measured.</param>
    internal static ModelSizes Of(IReadOnlyList<TensorRecord> tensors, long compressed) =>
        new(tensors.Sum(tensor => tensor.Bytes), compressed, tensors.Sum(tensor => tensor.EncodedBytes));
}
