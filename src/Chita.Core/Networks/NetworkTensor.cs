using Chita.Formats;

namespace Chita.Networks;

/// <summary>A parameter or buffer of a network.</summary>
/// <param name="Name">Its dotted name.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
/// <param name="Type">Its element type.</param>
/// <param name="IsParameter">Whether it is trained (a buffer is not).</param>
public sealed record NetworkTensor(string Name, long[] Shape, SafetensorsType Type, bool IsParameter)
{
    /// <summary>Number of elements.</summary>
    public long Elements => Shape.Aggregate(1L, (product, dimension) => product * dimension);

    /// <summary>Prunable by default: a parameter of two or more dimensions, so never a bias or a normalisation (algorithm.md §1).</summary>
    public bool IsPrunable => IsParameter && Shape.Length >= 2;
}
