using Chita.Numerics;

namespace Chita.Gradients;

/// <summary>Room for a few rows of A over all prunable weights, used again when disposed.</summary>
internal sealed class RowGroup : IGradientRows
{
    private readonly NativeBuffer<float> _gradients; // row-major
    private readonly int _weights;
    private readonly Action<RowGroup> _done;

    /// <summary>Makes room for <paramref name="rows"/> rows of <paramref name="weights"/> gradients.</summary>
    public RowGroup(int rows, long weights, Action<RowGroup> done)
    {
        _gradients = new NativeBuffer<float>(rows * weights);
        _weights = checked((int)weights);
        _done = done;
    }

    public int First { get; private set; }

    public int Rows { get; private set; }

    /// <summary>Other rows are to come.</summary>
    public void Begin(int first, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)rows * _weights, _gradients.Length);
        (First, Rows) = (first, rows);
    }

    /// <summary>The gradients of one row, counted from <see cref="First"/>: all prunable tensors in order.</summary>
    public Span<float> Row(int row) => _gradients.Slice((long)row * _weights, _weights);

    public void CopyTile(long weight, Span<float> tile)
    {
        for (var i = 0; i < Rows; i++)
        {
            var row = Row(i).Slice((int)weight, tile.Length / Rows);
            for (var j = 0; j < row.Length; j++)
                tile[j * Rows + i] = row[j];
        }
    }

    /// <summary>Gives the room back, to be used again.</summary>
    public void Dispose() => _done(this);

    /// <summary>Frees the room.</summary>
    public void Free() => _gradients.Dispose();
}
