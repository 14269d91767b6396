using Chita.Numerics;

namespace Chita.Core.Tests.Numerics;

/// <summary>The vector code against scalar code that does the same operations in the same order: equal to the last bit.</summary>
public sealed class KernelTests
{
    // Columns are padded to a multiple of 8: 0, 8, 16, … elements, so with and without a last odd group.
    private static readonly Gen<(float[] A, double[] X)> Columns = Gen.Int[0, 9].SelectMany(groups =>
        Gen.Select(Gen.Float[-1000, 1000].Array[groups * Kernels.Width], Gen.Double[-1000, 1000].Array[groups * Kernels.Width]));

    [Fact]
    public void A_dot_product_has_the_bits_of_sixteen_scalar_lanes() => Columns.Sample(column =>
        Assert.Equal(BitConverter.DoubleToInt64Bits(SixteenLanes(column.A, column.X)), BitConverter.DoubleToInt64Bits(Dot(column.A, column.X))));

    [Fact]
    public unsafe void Streaming_has_the_same_bits_whatever_the_storage() => Columns.Sample(column =>
    {
        Check<Float32>(column.A, column.X);
        Check<BFloat16>(column.A, column.X);
        Check<BFloat16>(Array.ConvertAll(column.A, a => a * 1e-41f), column.X); // subnormal
    });

    [Fact]
    public void A_dot_product_is_one() => Columns.Sample(column =>
    {
        var terms = column.A.Zip(column.X, (a, x) => a * x).ToArray();
        Assert.Equal(terms.Sum(), Dot(column.A, column.X), 1e-14 * terms.Sum(Math.Abs));
    });

    [Fact]
    public unsafe void Adding_a_column_has_the_bits_of_scalar_fused_multiply_add() => Gen.Select(Columns, Gen.Double[-10, 10]).Sample((column, factor) =>
    {
        var expected = column.X.Zip(column.A, (y, a) => Math.FusedMultiplyAdd(factor, a, y));
        var sum = (double[])column.X.Clone();
        fixed (float* a = column.A)
        fixed (double* y = sum)
            Kernels.Add((Float32*)a, factor, y, sum.Length);
        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), sum.Select(BitConverter.DoubleToInt64Bits));
    });

    [Fact]
    public unsafe void Adding_a_column_can_tell_its_squared_norm() => Gen.Select(Columns, Gen.Double[-10, 10]).Sample((column, factor) =>
    {
        var expected = column.X.Zip(column.A, (y, a) => Math.FusedMultiplyAdd(factor, a, y));
        var sum = (double[])column.X.Clone();
        fixed (float* a = column.A)
        fixed (double* y = sum)
            Assert.Equal(column.A.Sum(x => (double)x * x), Kernels.AddAndSquare((Float32*)a, factor, y, sum.Length), 1e-6);
        Assert.Equal(expected, sum);
    });

    [Fact]
    public unsafe void Dot_and_square_are_both() => Columns.Sample(column =>
    {
        fixed (float* a = column.A)
        fixed (double* x = column.X)
        {
            var (product, square) = Kernels.DotAndSquare((Float32*)a, x, column.X.Length);
            Assert.Equal(column.A.Zip(column.X, (y, z) => y * z).Sum(), product, 1e-9 * column.A.Zip(column.X, (y, z) => 1 + Math.Abs(y * z)).Sum());
            Assert.Equal(column.A.Sum(y => (double)y * y), square, 1e-6);
        }
    });

    [Fact]
    public void Padding_is_the_least_multiple_of_the_width() => Gen.Int[0, 100_000].Sample(rows =>
        Kernels.Padded(rows) % Kernels.Width == 0 && Kernels.Padded(rows) - rows is >= 0 and < Kernels.Width);

    private static unsafe void Check<T>(float[] column, double[] vector) where T : unmanaged, IGradientElement<T>
    {
        T[] stored = [.. Enumerable.Range(1, Kernels.StreamedColumns).SelectMany(factor => column.Select(a => T.Nearest(factor * a)))];
        var scaled = Array.ConvertAll(vector, x => x * T.Scale);
        fixed (T* a = stored)
        fixed (double* x = vector, y = scaled)
        {
            var streamed = Kernels.StreamingDots(a, y, column.Length);
            for (var j = 0; j < Kernels.StreamedColumns; j++)
                Assert.Equal(BitConverter.DoubleToInt64Bits(Kernels.Dot(a + j * column.Length, x, column.Length)), BitConverter.DoubleToInt64Bits(streamed[j]));
        }
    }

    private static unsafe double Dot(float[] column, double[] vector)
    {
        fixed (float* a = column)
        fixed (double* x = vector)
            return Kernels.Dot((Float32*)a, x, column.Length);
    }

    private static double SixteenLanes(float[] a, double[] x)
    {
        var lanes = new double[16];
        for (var i = 0; i < a.Length; i++)
            lanes[i % 16] = Math.FusedMultiplyAdd(a[i], x[i], lanes[i % 16]);
        var four = Enumerable.Range(0, 4).Select(i => lanes[i] + lanes[4 + i] + (lanes[8 + i] + lanes[12 + i])).ToArray();
        return four[0] + four[1] + (four[2] + four[3]);
    }
}
