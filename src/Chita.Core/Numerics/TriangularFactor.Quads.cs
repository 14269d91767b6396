using System.Runtime.Intrinsics;

namespace Chita.Numerics;

/// <content>The work on single quads: 4 × 4 elements, element (row, column) at 4·column + row.</content>
internal sealed unsafe partial class TriangularFactor
{
    /// <summary>A 4 × 4 part of G is row-major, of L column-major.</summary>
    private static void Transpose(double* from, double* to)
    {
        for (var row = 0; row < Lanes; row++)
        {
            for (var column = 0; column < Lanes; column++)
                to[column * Lanes + row] = from[row * TriangleTiles.Side + column];
        }
    }

    /// <summary>Twelve rows from strip <paramref name="row"/> on, by the four columns of a quad.</summary>
    private void SubtractTile(int row, int column, int first, int count)
    {
        double* strip0 = Strip(row), strip1 = Strip(row + 1), strip2 = Strip(row + 2);
        int from = first * Lanes, to = column * Lanes * Lanes;
        MicroKernel.Add(
            Strip(column) + from, strip0 + from, strip1 + from, strip2 + from, count, strip0 + to, strip1 + to, strip2 + to, Lanes, sign: -1);
    }

    /// <summary>X ← X·D⁻ᵀ for a quad X and the quad D on the diagonal above it: column by column, four rows at once.</summary>
    private void SolveQuad(int row, int column)
    {
        var d = Strip(column) + column * Lanes * Lanes;
        var x = Strip(row) + column * Lanes * Lanes;
        var inverses = _inverses.Start + column * Lanes;
        var x0 = Vector256.Load(x) * Vector256.Create(inverses[0]);
        var x1 = Vector256.FusedMultiplyAdd(x0, Vector256.Create(-d[1]), Vector256.Load(x + 4)) * Vector256.Create(inverses[1]);
        var x2 = Vector256.FusedMultiplyAdd(x0, Vector256.Create(-d[2]), Vector256.Load(x + 8));
        x2 = Vector256.FusedMultiplyAdd(x1, Vector256.Create(-d[6]), x2) * Vector256.Create(inverses[2]);
        var x3 = Vector256.FusedMultiplyAdd(x0, Vector256.Create(-d[3]), Vector256.Load(x + 12));
        x3 = Vector256.FusedMultiplyAdd(x1, Vector256.Create(-d[7]), x3);
        x3 = Vector256.FusedMultiplyAdd(x2, Vector256.Create(-d[11]), x3) * Vector256.Create(inverses[3]);
        x0.Store(x);
        x1.Store(x + 4);
        x2.Store(x + 8);
        x3.Store(x + 12);
    }

    /// <summary>D ← the factor of D, for a quad on the diagonal. Stops at a pivot that is not positive.</summary>
    private void FactorQuad(int strip)
    {
        var d = Strip(strip) + strip * Lanes * Lanes;
        for (var column = 0; column < Lanes; column++)
        {
            var pivot = d[column * (Lanes + 1)];
            var index = strip * Lanes + column;
            if (!(pivot > 0))
            {
                _failed = new FailedPivot(index, pivot);
                return;
            }

            if (index < _rows)
                SmallestPivot = Math.Min(SmallestPivot, pivot);
            var root = Math.Sqrt(pivot);
            var inverse = _inverses[index] = 1 / root;
            d[column * (Lanes + 1)] = root;
            for (var row = column + 1; row < Lanes; row++)
                d[column * Lanes + row] *= inverse;
            for (var next = column + 1; next < Lanes; next++)
            {
                for (var row = next; row < Lanes; row++)
                    d[next * Lanes + row] = Math.FusedMultiplyAdd(-d[column * Lanes + row], d[column * Lanes + next], d[next * Lanes + row]);
            }
        }
    }
}
