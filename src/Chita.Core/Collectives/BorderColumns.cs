namespace Chita.Collectives;

/// <summary>Weights near the border of the selection with all that is needed to weigh them against each other.</summary>
/// <param name="Weights">Number of weights of the node that answers.</param>
/// <param name="Positions">Their places among those.</param>
/// <param name="Selected">1 for a selected weight, 0 for another.</param>
/// <param name="Scores">z.</param>
/// <param name="Columns">Their columns of A, one after the other, n elements each.</param>
public sealed record BorderColumns(long Weights, long[] Positions, byte[] Selected, double[] Scores, float[] Columns) : ISum<BorderColumns>
{
    /// <summary>Number of weights near the border.</summary>
    public int Count => Positions.Length;

    /// <inheritdoc/>
    public static BorderColumns Sum(IReadOnlyList<BorderColumns> parts)
    {
        var before = 0L;
        var positions = new List<long>();
        foreach (var part in parts)
        {
            positions.AddRange(part.Positions.Select(position => before + position));
            before += part.Weights;
        }

        return new BorderColumns(before, [.. positions], [.. parts.SelectMany(part => part.Selected)],
            [.. parts.SelectMany(part => part.Scores)], [.. parts.SelectMany(part => part.Columns)]);
    }
}
