using Chita.Blocks;

namespace Chita.Core.Tests.Blocks;

public sealed class RowCoverageTests
{
    private static readonly Gen<(int Rows, int Weights, (int Row, int Rows, int Weight, int Weights)[] Tiles)> Cases =
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 12]).SelectMany((rows, weights) =>
            Gen.Select(Gen.Int[0, rows - 1], Gen.Int[0, 6], Gen.Int[0, weights - 1], Gen.Int[0, 12])
                .Select((row, height, weight, width) => (row, Math.Min(height, rows - row), weight, Math.Min(width, weights - weight)))
                .Array[0, 24].Select(tiles => (rows, weights, tiles)));

    [Fact]
    public void It_knows_of_every_cell_what_a_bitmap_knows() => Cases.Sample(drawn =>
    {
        var coverage = new RowCoverage(drawn.Rows, drawn.Weights);
        var cells = new bool[drawn.Rows, drawn.Weights];
        AssertSame(cells, coverage);
        foreach (var (row, rows, weight, weights) in drawn.Tiles)
        {
            coverage.Add(row, rows, weight, weights);
            for (var i = row; i < row + rows; i++)
            {
                for (var j = weight; j < weight + weights; j++)
                    cells[i, j] = true;
            }

            AssertSame(cells, coverage);
        }

        coverage.Clear();
        AssertSame(new bool[drawn.Rows, drawn.Weights], coverage);
        coverage.Fill();
        Assert.True(coverage.IsComplete);
    }, iter: 20_000);

    [Fact]
    public void A_block_without_rows_misses_none()
    {
        var coverage = new RowCoverage(0, 5);
        Assert.True(coverage.IsComplete);
        Assert.Empty(coverage.Missing);
    }

    private static void AssertSame(bool[,] cells, RowCoverage coverage)
    {
        var missing = Enumerable.Range(0, cells.GetLength(0)).Where(i => Enumerable.Range(0, cells.GetLength(1)).Any(j => !cells[i, j])).ToArray();
        Assert.Equal(missing, coverage.Missing.SelectMany(range => Enumerable.Range(range.First, range.Count)));
        Assert.All(coverage.Missing.Zip(coverage.Missing.Skip(1)), pair => Assert.True(pair.First.First + pair.First.Count < pair.Second.First));
        Assert.Equal(missing.Length == 0, coverage.IsComplete);
    }
}
