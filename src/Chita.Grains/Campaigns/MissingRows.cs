namespace Chita.Grains.Campaigns;

/// <summary>Rows of A to compute.</summary>
internal static class MissingRows
{
    /// <summary>The rows that any block lacks, in pieces that are computed together.</summary>
    /// <param name="missing">For each block the first row that it lacks, and the end of the last such.</param>
    /// <param name="atOnce">Most rows in a piece.</param>
    public static IEnumerable<(int First, int Rows)> Of(ReadOnlySpan<int> missing, int atOnce)
    {
        var end = 0;
        for (var i = 1; i < missing.Length; i += 2)
            end = Math.Max(end, missing[i]);
        var needed = new bool[end];
        for (var i = 0; i < missing.Length; i += 2)
            needed.AsSpan(missing[i]..missing[i + 1]).Fill(true);
        return Pieces(needed, atOnce);
    }

    private static IEnumerable<(int First, int Rows)> Pieces(bool[] needed, int atOnce)
    {
        for (var row = 0; row < needed.Length;)
        {
            if (!needed[row])
            {
                row++;
                continue;
            }

            var first = row;
            while (row < needed.Length && needed[row] && row - first < atOnce)
                row++;
            yield return (first, row - first);
        }
    }
}
