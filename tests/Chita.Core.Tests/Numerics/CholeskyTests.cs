using Chita.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Chita.Core.Tests.Numerics;

public sealed class CholeskyTests
{
    private static readonly Gen<(int Rows, double[] Factor, double[] Right)> Systems = Gen.Int[1, 40].SelectMany(n =>
        Gen.Select(Gen.Const(n), Gen.Double[-1, 1].Array[n * n], Gen.Double[-1, 1].Array[n]));

    [Fact]
    public void Solves_as_a_library_does() => Gen.Select(Systems, Gen.Int[0, 3]).Sample((system, power) =>
    {
        var ridge = Math.Pow(10, -power);
        var factor = new DenseMatrix(system.Rows, system.Rows, system.Factor);
        var gram = factor.TransposeAndMultiply(factor);
        var expected = (gram + DenseMatrix.CreateIdentity(system.Rows) * ridge).Cholesky().Solve(new DenseVector(system.Right));
        var q = Cholesky.Solve(Packed(gram), ridge, system.Right);
        Assert.True((expected - new DenseVector(q)).L2Norm() <= 1e-9 * expected.L2Norm());
    });

    [Fact]
    public void Leaves_the_matrix_and_the_right_side_as_they_are()
    {
        double[] gram = [4, 1, 3], right = [1, 2];
        Cholesky.Solve(gram, 1, right);
        Assert.Equal([4, 1, 3], gram);
        Assert.Equal([1, 2], right);
    }

    [Fact]
    public void A_system_of_no_rows_has_the_empty_solution() => Assert.Empty(Cholesky.Solve([], 1, []));

    [Theory, InlineData(-1), InlineData(double.NaN)]
    public void A_pivot_that_is_not_positive_is_told_with_the_size_and_the_ridge(double last)
    {
        double[] indefinite = [1, 0, 1, 0, 0, last];
        var error = Assert.Throws<NumericalException>(() => Cholesky.Solve(indefinite, 0.25, [1, 1, 1]));
        Assert.Contains("3 × 3", error.Message);
        Assert.Contains("pivot 2", error.Message);
        Assert.Contains("0.25", error.Message);
        Assert.Contains("solver.ridge", error.Message);
    }

    private static double[] Packed(MathNet.Numerics.LinearAlgebra.Matrix<double> matrix) =>
        [.. Enumerable.Range(0, matrix.RowCount).SelectMany(i => Enumerable.Range(0, i + 1).Select(j => matrix[i, j]))];
}
