using System.Runtime.Intrinsics;

namespace Chita.Numerics;

/// <content>Forward and back substitution.</content>
internal sealed unsafe partial class TriangularFactor
{
    /// <summary>x with L Lᵀ x = <paramref name="right"/>.</summary>
    public double[] Solve(double[] right)
    {
        var padded = new double[_strips * Lanes];
        right.CopyTo(padded, 0);
        fixed (double* x = padded)
        {
            SolveLower(x);
            SolveUpper(x);
        }

        return padded.AsSpan(0, _rows).ToArray();
    }

    /// <summary>x ← L⁻¹x.</summary>
    private void SolveLower(double* x)
    {
        for (var strip = 0; strip < _strips; strip++)
        {
            // Lanes are the rows of the strip; column c goes to sum c mod 4.
            var elements = Strip(strip);
            Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
            var y = x;
            for (var column = 0; column < strip; column++, elements += Lanes * Lanes, y += Lanes)
            {
                s0 = Vector256.FusedMultiplyAdd(Vector256.Load(elements), Vector256.Create(y[0]), s0);
                s1 = Vector256.FusedMultiplyAdd(Vector256.Load(elements + 4), Vector256.Create(y[1]), s1);
                s2 = Vector256.FusedMultiplyAdd(Vector256.Load(elements + 8), Vector256.Create(y[2]), s2);
                s3 = Vector256.FusedMultiplyAdd(Vector256.Load(elements + 12), Vector256.Create(y[3]), s3);
            }

            (Vector256.Load(y) - (s0 + s1 + (s2 + s3))).Store(y);
            for (var row = 0; row < Lanes; row++)
            {
                for (var column = 0; column < row; column++)
                    y[row] -= elements[column * Lanes + row] * y[column];
                y[row] *= _inverses[strip * Lanes + row];
            }
        }
    }

    /// <summary>x ← L⁻ᵀx, strip by strip from the last.</summary>
    private void SolveUpper(double* x)
    {
        // For each column the sum over the strips below, lane by lane; the four lanes are added when the column's turn comes.
        var sums = new double[_strips * Lanes * Lanes];
        fixed (double* below = sums)
        {
            for (var strip = _strips - 1; strip >= 0; strip--)
            {
                var y = x + strip * Lanes;
                var diagonal = Strip(strip) + strip * Lanes * Lanes;
                for (var column = Lanes - 1; column >= 0; column--)
                {
                    var lanes = below + (strip * Lanes + column) * Lanes;
                    y[column] -= lanes[0] + lanes[1] + (lanes[2] + lanes[3]);
                    for (var row = column + 1; row < Lanes; row++)
                        y[column] -= diagonal[column * Lanes + row] * y[row];
                    y[column] *= _inverses[strip * Lanes + column];
                }

                var factors = Vector256.Load(y);
                var elements = Strip(strip);
                for (var i = 0; i < strip * Lanes * Lanes; i += Lanes)
                    Vector256.FusedMultiplyAdd(Vector256.Load(elements + i), factors, Vector256.Load(below + i)).Store(below + i);
            }
        }
    }
}
