using System.Runtime.Intrinsics;

namespace Chita.Numerics;

/// <summary>
/// A small symmetric positive definite system in native memory, for one thread to fill and solve. The one large system of a solve is
/// <see cref="Cholesky"/>'s.
/// </summary>
internal sealed unsafe class DenseSystem : IDisposable
{
    private readonly NativeBuffer<double> _rows;
    private readonly NativeBuffer<double> _right;
    private readonly int _stride;

    /// <summary>Makes a system of zeros.</summary>
    public DenseSystem(int size)
    {
        Size = size;
        _stride = Kernels.Padded(size);
        _rows = new NativeBuffer<double>((long)size * _stride);
        _right = new NativeBuffer<double>(_stride);
    }

    /// <summary>Number of unknowns.</summary>
    public int Size { get; }

    /// <summary>The right side, and once solved the solution; padded with zeros as the columns of A are.</summary>
    public double* Right => _right.Start;

    /// <summary>A row of the matrix, up to the diagonal. Aligned, and as long as the size padded.</summary>
    public double* Row(int i) => _rows.Start + (long)i * _stride;

    /// <summary>Solves (ridge·I + matrix) x = right in place: Cholesky in float64, row by row.</summary>
    /// <returns>Null, or the first pivot that is not positive; then nothing is solved.</returns>
    public (int Index, double Value)? Solve(double ridge)
    {
        for (var i = 0; i < Size; i++)
        {
            var row = Row(i);
            for (var j = 0; j < i; j++)
                row[j] = (row[j] - Dot(row, Row(j), j)) / Row(j)[j];
            var pivot = row[i] + ridge - Dot(row, row, i);
            if (!(pivot > 0))
                return (i, pivot);
            row[i] = Math.Sqrt(pivot);
        }

        var x = Right;
        for (var i = 0; i < Size; i++)
            x[i] = (x[i] - Dot(Row(i), x, i)) / Row(i)[i];
        for (var i = Size - 1; i >= 0; i--)
        {
            var row = Row(i);
            x[i] /= row[i];
            for (var j = 0; j < i; j++)
                x[j] -= x[i] * row[j];
        }

        return null;
    }

    public void Dispose()
    {
        _rows.Dispose();
        _right.Dispose();
    }

    /// <summary>Always in lanes of four and in this order, so that the factor is the same on every processor.</summary>
    private static double Dot(double* x, double* y, int count)
    {
        Vector256<double> even = default, odd = default;
        var i = 0;
        for (; i <= count - 8; i += 8)
        {
            even = Vector256.FusedMultiplyAdd(Vector256.Load(x + i), Vector256.Load(y + i), even);
            odd = Vector256.FusedMultiplyAdd(Vector256.Load(x + i + 4), Vector256.Load(y + i + 4), odd);
        }

        var lanes = even + odd;
        var sum = lanes[0] + lanes[1] + (lanes[2] + lanes[3]);
        for (; i < count; i++)
            sum += x[i] * y[i];
        return sum;
    }
}
