using Chita.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Chita.Core.Tests.Numerics;

public sealed class DenseSystemTests
{
    [Fact]
    public unsafe void A_system_of_any_size_is_solved() => Gen.Int[1, 40].SelectMany(size => Gen.Double[-1, 1].Array[size * size + size]).Sample(values =>
    {
        var size = (int)Math.Sqrt(values.Length);
        var factor = DenseMatrix.OfColumnMajor(size, size, values[..(size * size)]);
        var matrix = factor * factor.Transpose();
        var right = DenseVector.OfArray(values[(size * size)..]);
        using var system = new DenseSystem(size);
        for (var i = 0; i < size; i++)
        {
            system.Right[i] = right[i];
            for (var j = 0; j <= i; j++)
                system.Row(i)[j] = matrix[i, j];
        }

        Assert.Null(system.Solve(0.01));
        var solution = DenseVector.Create(size, i => system.Right[i]);
        Assert.True((matrix * solution + 0.01 * solution - right).L2Norm() < 1e-10 * (1 + solution.L2Norm() * size));
    });

    [Fact]
    public unsafe void A_pivot_that_is_not_positive_is_told()
    {
        using var system = new DenseSystem(2);
        (system.Row(0)[0], system.Row(1)[0], system.Row(1)[1]) = (1, 1, 1);
        Assert.Equal((1, 0.0), system.Solve(1e-30));
    }
}
