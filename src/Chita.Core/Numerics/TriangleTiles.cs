namespace Chita.Numerics;

/// <summary>
/// How a symmetric n × n matrix lies in memory, in kernels, in messages and in the coordinator: its lower triangle in tiles of
/// 8 × 8, tile (i, j ≤ i) at (i(i + 1)/2 + j)·64, row-major inside a tile. n is padded to a multiple of 8 with zeros, and a tile on
/// the diagonal holds both of its triangles.
/// </summary>
internal static class TriangleTiles
{
    /// <summary>Rows and columns of a tile.</summary>
    public const int Side = Kernels.Width;

    /// <summary>Elements of a tile.</summary>
    public const int Area = Side * Side;

    /// <summary>Elements that a matrix of <paramref name="rows"/> rows takes.</summary>
    /// <exception cref="OverflowException">More than an array can hold: n beyond 65,528.</exception>
    public static int Length(int rows)
    {
        long tiles = Kernels.Padded(rows) / Side;
        return checked((int)(tiles * (tiles + 1) / 2 * Area));
    }

    /// <summary>Where tile (row, column ≤ row) starts, in tile coordinates.</summary>
    public static int Tile(int row, int column) => (int)((long)row * (row + 1) / 2 + column) * Area;

    /// <summary>Where element (row, column) or its mirror image lies, in any order of the two.</summary>
    public static int Index(int row, int column)
    {
        if (column > row)
            (row, column) = (column, row);
        return Tile(row / Side, column / Side) + row % Side * Side + column % Side;
    }
}
