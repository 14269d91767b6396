namespace Chita.Gradients;

/// <summary>Room for a few rows of A over all prunable weights, used again when disposed.</summary>
internal sealed class RowGroup : IGradientRows
{
    private readonly float[][] _rows;
    private readonly Action<RowGroup> _done;

    /// <summary>Makes room for <paramref name="rows"/> rows of <paramref name="weights"/> gradients.</summary>
    public RowGroup(int rows, long weights, Action<RowGroup> done)
    {
        _rows = [.. Enumerable.Range(0, rows).Select(_ => new float[weights])];
        _done = done;
    }

    public int First { get; private set; }

    public int Rows { get; private set; }

    /// <summary>Other rows are to come.</summary>
    public void Begin(int first, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, _rows.Length);
        (First, Rows) = (first, rows);
    }

    /// <summary>The gradients of one row, counted from <see cref="First"/>: all prunable tensors in order.</summary>
    public Span<float> Row(int row) => _rows[row];

    public void CopyTile(long weight, Span<float> tile)
    {
        for (var i = 0; i < Rows; i++)
        {
            var row = _rows[i].AsSpan((int)weight, tile.Length / Rows);
            for (var j = 0; j < row.Length; j++)
                tile[j * Rows + i] = row[j];
        }
    }

    public void Dispose() => _done(this);
}
