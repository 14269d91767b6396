namespace Chita.Blocks;

/// <summary>Names a block: the tensor it is cut from and its number there.</summary>
/// <param name="Tensor">The tensor's name in the network.</param>
/// <param name="Number">0 for the first <c>blockSize</c> weights in row-major order, and so on.</param>
public readonly record struct BlockId(string Tensor, int Number)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Tensor}, block {Number}";
}
