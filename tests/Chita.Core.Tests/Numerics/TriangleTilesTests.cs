using Chita.Numerics;

namespace Chita.Core.Tests.Numerics;

public sealed class TriangleTilesTests
{
    [Fact]
    public void Every_pair_of_rows_has_a_place_of_its_own() => Gen.Int[0, 40].Sample(rows =>
    {
        var places = (from i in Enumerable.Range(0, rows) from j in Enumerable.Range(0, i + 1) select TriangleTiles.Index(i, j)).ToArray();
        Assert.Distinct(places);
        Assert.All(places, place => Assert.InRange(place, 0, TriangleTiles.Length(rows) - 1));
    });

    [Fact]
    public void An_element_and_its_mirror_image_are_one() => Gen.Select(Gen.Int[0, 999], Gen.Int[0, 999]).Sample((i, j) =>
        Assert.Equal(TriangleTiles.Index(i, j), TriangleTiles.Index(j, i)));

    [Fact]
    public void Tiles_lie_row_by_row_and_so_do_their_elements()
    {
        Assert.Equal([0, 1, 8, 9], [TriangleTiles.Index(0, 0), TriangleTiles.Index(1, 0) - 7, TriangleTiles.Index(1, 0), TriangleTiles.Index(1, 1)]);
        Assert.Equal([64, 128, 192], [TriangleTiles.Index(8, 0), TriangleTiles.Index(8, 8), TriangleTiles.Index(16, 0)]);
        Assert.Equal(384, TriangleTiles.Length(17));
    }

    [Fact]
    public void A_matrix_too_large_for_an_array_is_refused() => Assert.Throws<OverflowException>(() => TriangleTiles.Length(70_000));
}
