using Chita.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Chita.Core.Tests.Numerics;

public sealed class ConjugateGradientsTests : IDisposable
{
    private readonly SolverThreads _threads = new(2);

    public void Dispose() => _threads.Dispose();

    [Fact]
    public async Task Solves_as_the_factor_does() => await Gen.Select(Gen.Int[1, 60], Gen.ULong).SampleAsync(async (rows, seed) =>
    {
        var system = GramSystem.Random(rows, seed, mu: 1);
        using var cholesky = new Cholesky(rows, _threads);
        await cholesky.FactorAsync(system.Gram, system.Mu);
        var expected = new DenseVector(cholesky.Solve(system.Right));
        var x = new DenseVector(await On(system).SolveAsync(system.Right, new double[rows]));
        Assert.True((expected - x).L2Norm() <= 1e-9 * expected.L2Norm());
    });

    [Fact]
    public async Task The_solution_as_a_start_takes_one_product()
    {
        var system = GramSystem.Random(rows: 20, seed: 1, mu: 1);
        var x = await On(system).SolveAsync(system.Right, new double[20]);
        var products = 0;
        var again = await new ConjugateGradients
        {
            Product = y =>
            {
                products++;
                return Task.FromResult(system.Product(y));
            },
            Mu = system.Mu,
            Tolerance = 1e-11,
        }.SolveAsync(system.Right, x);
        Assert.Equal(x, again);
        Assert.Equal(1, products);
    }

    [Fact]
    public async Task A_right_side_of_zero_has_the_solution_zero() =>
        Assert.Equal(new double[5], await On(GramSystem.Random(rows: 5, seed: 2, mu: 1)).SolveAsync(new double[5], new double[5]));

    [Fact]
    public async Task The_same_system_gives_the_same_bits()
    {
        var system = GramSystem.Random(rows: 50, seed: 3, mu: 0.1);
        Assert.Equal(await On(system).SolveAsync(system.Right, new double[50]), await On(system).SolveAsync(system.Right, new double[50]));
    }

    [Fact]
    public async Task Too_few_iterations_are_told_with_the_size_the_ridge_and_the_residual()
    {
        var system = GramSystem.Random(rows: 40, seed: 4, mu: 0.125);
        var cg = new ConjugateGradients { Product = x => Task.FromResult(system.Product(x)), Mu = system.Mu, MaxIterations = 3 };
        var error = await Assert.ThrowsAsync<NumericalException>(() => cg.SolveAsync(system.Right, new double[40]));
        Assert.Contains("40 × 40", error.Message);
        Assert.Contains("μ = 0.125", error.Message);
        Assert.Contains("after 3 iterations the residual is", error.Message);
    }

    [Theory, InlineData(-3), InlineData(double.NaN)]
    public async Task A_matrix_that_is_not_positive_definite_is_told(double diagonal)
    {
        var system = new GramSystem(2, GramSystem.Diagonal([1, diagonal]), 1, [0, 1]);
        await Assert.ThrowsAsync<NumericalException>(() => On(system).SolveAsync(system.Right, new double[2]));
    }

    private static ConjugateGradients On(GramSystem system) => new() { Product = x => Task.FromResult(system.Product(x)), Mu = system.Mu };
}
