using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Chita.Numerics;

/// <summary>
/// Solves (ridge·I + G) q = c for a symmetric positive semidefinite G, packed by rows. Positive definite by construction: where
/// rounding breaks that, it is an error that says how, never another method.
/// </summary>
internal static class Cholesky
{
    /// <summary>Factors in float64, row by row, and solves.</summary>
    /// <param name="gram">The lower triangle of G: element (i, j ≤ i) at i(i + 1)/2 + j. Not changed.</param>
    /// <param name="ridge">μ &gt; 0.</param>
    /// <param name="right">c.</param>
    /// <exception cref="NumericalException">A pivot is not positive.</exception>
    public static double[] Solve(double[] gram, double ridge, double[] right)
    {
        var n = right.Length;
        var factor = (double[])gram.Clone();
        for (var i = 0; i < n; i++)
        {
            var row = Row(factor, i);
            row[i] += ridge;
            for (var j = 0; j < i; j++)
                row[j] = (row[j] - Dot(row[..j], Row(factor, j)[..j])) / Row(factor, j)[j];
            var pivot = row[i] - Dot(row[..i], row[..i]);
            if (!(pivot > 0))
            {
                throw new NumericalException(
                    $"The {n} × {n} matrix μI + G is not positive definite after rounding: pivot {i} is {pivot:g3} with μ = n·ridge = {ridge:g6}. "
                    + "A larger solver.ridge mends it.");
            }

            row[i] = Math.Sqrt(pivot);
        }

        var q = (double[])right.Clone();
        for (var i = 0; i < n; i++)
            q[i] = (q[i] - Dot(Row(factor, i)[..i], q.AsSpan(0, i))) / Row(factor, i)[i];
        for (var i = n - 1; i >= 0; i--)
        {
            q[i] /= Row(factor, i)[i];
            var row = Row(factor, i);
            for (var j = 0; j < i; j++)
                q[j] -= q[i] * row[j];
        }

        return q;
    }

    private static Span<double> Row(double[] packed, int i) => packed.AsSpan((int)((long)i * (i + 1) / 2), i + 1);

    /// <summary>Always in lanes of four and in this order, so that the factor is the same on every processor.</summary>
    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ReadOnlySpan<Vector256<double>> a = MemoryMarshal.Cast<double, Vector256<double>>(x), b = MemoryMarshal.Cast<double, Vector256<double>>(y);
        Vector256<double> even = default, odd = default;
        var i = 0;
        for (; i + 1 < a.Length; i += 2)
        {
            even = Vector256.FusedMultiplyAdd(a[i], b[i], even);
            odd = Vector256.FusedMultiplyAdd(a[i + 1], b[i + 1], odd);
        }

        if (i < a.Length)
            even = Vector256.FusedMultiplyAdd(a[i], b[i], even);
        var lanes = even + odd;
        var sum = lanes[0] + lanes[1] + (lanes[2] + lanes[3]);
        for (var j = a.Length * 4; j < x.Length; j++)
            sum += x[j] * y[j];
        return sum;
    }
}
