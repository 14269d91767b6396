using Chita.Numerics;

namespace Chita.Grains.Placement;

/// <summary>A silo has not the room that was asked of it. Nothing was taken. Keeps its type and message on the way between silos.</summary>
[GenerateSerializer, Alias("chita.OutOfBudget")]
public sealed class OutOfBudgetException : Exception
{
    internal OutOfBudgetException(long needed, long free, long limit)
        : base($"{ByteSize.Text(needed)} were asked of a silo that has {ByteSize.Text(free)} free of {ByteSize.Text(limit)}: add silos or raise --memory.")
    {
    }
}
