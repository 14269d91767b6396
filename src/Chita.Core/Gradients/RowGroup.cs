namespace Chita.Gradients;

/// <summary>A few consecutive rows of A over all prunable weights, and how they are cut into tiles for the blocks.</summary>
public sealed class RowGroup
{
    private readonly float[][] _rows;

    /// <summary>Makes room for <paramref name="rows"/> rows of <paramref name="weights"/> gradients.</summary>
    public RowGroup(int rows, long weights) => _rows = [.. Enumerable.Range(0, rows).Select(_ => new float[weights])];

    /// <summary>Number of rows.</summary>
    public int Rows => _rows.Length;

    /// <summary>The first row's number in A.</summary>
    public int First { get; set; }

    /// <summary>The gradients of one row, counted from <see cref="First"/>: all prunable tensors in order.</summary>
    public Span<float> Row(int row) => _rows[row];

    /// <summary>Copies a tile out, weight-major: for each weight its gradients in all rows of the group.</summary>
    /// <param name="weight">The tile's first weight, counted over all prunable tensors.</param>
    /// <param name="tile">weights × <see cref="Rows"/> gradients.</param>
    public void CopyTile(long weight, Span<float> tile)
    {
        for (var i = 0; i < Rows; i++)
        {
            var row = _rows[i].AsSpan((int)weight, tile.Length / Rows);
            for (var j = 0; j < row.Length; j++)
                tile[j * Rows + i] = row[j];
        }
    }
}
