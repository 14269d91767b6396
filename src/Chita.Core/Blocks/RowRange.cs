namespace Chita.Blocks;

/// <summary>Consecutive rows of A.</summary>
/// <param name="First">The first row.</param>
/// <param name="Count">How many.</param>
public readonly record struct RowRange(int First, int Count)
{
    /// <inheritdoc/>
    public override string ToString() => Count == 1 ? $"row {First}" : $"rows {First} to {First + Count - 1}";
}
