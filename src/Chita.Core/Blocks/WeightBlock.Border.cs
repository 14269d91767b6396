using Chita.Collectives;

namespace Chita.Blocks;

/// <content>The border of the selection, where swaps are looked for.</content>
public sealed partial class WeightBlock
{
    /// <inheritdoc/>
    public Task<BorderColumns> BorderAsync(uint low, uint high) => RunAsync(() => Border(low, high));

    /// <inheritdoc/>
    public async Task<SelectionSums> FlipAsync(long[] positions)
    {
        foreach (var position in positions)
            _flags[position] ^= WeightFlags.Selected;
        return SelectionSums.Sum(await ByChunkAsync(SumSelection));
    }

    private BorderColumns Border(uint low, uint high)
    {
        var positions = Enumerable.Range(0, Weights).Where(j => IsSelected(j) ? Key(j) <= high : Key(j) >= low).ToArray();
        var columns = new float[(long)positions.Length * Rows];
        for (var i = 0; i < positions.Length; i++)
            Columns.Read(positions[i], columns.AsSpan(i * Rows, Rows));
        return new BorderColumns(Weights, [.. positions.Select(j => (long)j)], [.. positions.Select(j => IsSelected(j) ? (byte)1 : (byte)0)],
            [.. positions.Select(j => _from[j])], columns);
    }

    private uint Key(int weight) => Histogram.Key(_from[weight]);

    private SelectionSums SumSelection(int first, int end)
    {
        var kept = 0L;
        double squares = 0, dropped = 0;
        for (var j = first; j < end; j++)
        {
            if (IsSelected(j))
            {
                kept++;
                squares += _from[j] * _from[j];
            }
            else
            {
                dropped += (double)_dense[j] * _dense[j];
            }
        }

        return new SelectionSums(kept, squares, dropped);
    }
}
