namespace Chita.Numerics;

/// <summary>Columns of A, by index.</summary>
/// <param name="Indices">The indices; owned by the caller.</param>
/// <param name="Count">How many of them count.</param>
internal readonly record struct ColumnList(NativeBuffer<int> Indices, int Count);
