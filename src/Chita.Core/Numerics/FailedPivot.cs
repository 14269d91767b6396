namespace Chita.Numerics;

/// <summary>Where a factorisation ended.</summary>
/// <param name="Index">The row.</param>
/// <param name="Value">Its pivot, not positive.</param>
internal sealed record FailedPivot(int Index, double Value);
