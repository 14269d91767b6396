namespace Chita.Blocks;

/// <summary>
/// Which cells of a block's slice of A have come, exactly, however tiles overlap: for each row the runs of weights that are there. Tiles in
/// order make one run of a row, so this is 8 bytes a row; only others cost more.
/// </summary>
/// <param name="rows">n.</param>
/// <param name="weights">Number of weights.</param>
internal sealed class RowCoverage(int rows, int weights)
{
    private readonly Run[] _runs = new Run[rows];              // the first run of each row; empty where nothing has come
    private readonly Dictionary<int, List<Run>> _broken = [];  // rows of several runs: all of them, ascending, with gaps between
    private int _complete;                                     // rows that are whole

    /// <summary>Whether every cell has come.</summary>
    public bool IsComplete => _complete == rows;

    /// <summary>Rows with cells that have not come, as long ranges as there are.</summary>
    public RowRange[] Missing
    {
        get
        {
            var ranges = new List<RowRange>();
            for (var row = 0; row < rows; row++)
            {
                if (IsWhole(row))
                    continue;
                if (ranges.Count > 0 && ranges[^1].First + ranges[^1].Count == row)
                    ranges[^1] = ranges[^1] with { Count = ranges[^1].Count + 1 };
                else
                    ranges.Add(new RowRange(row, 1));
            }

            return [.. ranges];
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_runs);
        _broken.Clear();
        _complete = 0;
    }

    /// <summary>All cells have come.</summary>
    public void Fill() => Add(0, rows, 0, weights);

    /// <summary>A tile has come: the cells of rows and weights that it spans.</summary>
    public void Add(int row, int rowCount, int weight, int weightCount)
    {
        if (weightCount == 0)
            return;
        for (var i = row; i < row + rowCount; i++)
        {
            if (IsWhole(i))
                continue;
            Add(i, new Run(weight, weight + weightCount));
            _complete += IsWhole(i) ? 1 : 0;
        }
    }

    private bool IsWhole(int row) => _runs[row].First == 0 && _runs[row].End == weights;

    private void Add(int row, Run added)
    {
        var run = _runs[row];
        if (!_broken.TryGetValue(row, out var runs))
        {
            if (run.IsEmpty || run.Touches(added))
                _runs[row] = run.IsEmpty ? added : run.With(added);
            else
                _broken.Add(row, run.First < added.First ? [run, added] : [added, run]);
            return;
        }

        // All runs from first to end − 1 become one with the added one.
        var first = runs.FindIndex(other => other.End >= added.First);
        first = first < 0 ? runs.Count : first;
        var end = first;
        for (; end < runs.Count && runs[end].Touches(added); end++)
            added = added.With(runs[end]);
        runs.RemoveRange(first, end - first);
        runs.Insert(first, added);
        if (runs.Count > 1)
            return;
        _runs[row] = added;
        _broken.Remove(row);
    }

    /// <summary>Weights First … End − 1.</summary>
    private readonly record struct Run(int First, int End)
    {
        public bool IsEmpty => First == End;

        /// <summary>Whether the two overlap or follow each other without a gap.</summary>
        public bool Touches(Run other) => First <= other.End && other.First <= End;

        public Run With(Run other) => new(Math.Min(First, other.First), Math.Max(End, other.End));
    }
}
