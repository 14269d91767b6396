using Chita.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Chita.Core.Tests.Numerics;

[Collection(NativeMemoryCollection.Name)]
public sealed class CholeskyTests : IDisposable
{
    private static readonly Gen<GramSystem> Systems = Gen.Select(Gen.Int[1, 120], Gen.ULong, Gen.Int[0, 3]).Select((rows, seed, power) =>
        GramSystem.Random(rows, seed, Math.Pow(10, -power)));

    private readonly SolverThreads _threads = new(2);

    public void Dispose() => _threads.Dispose();

    [Fact]
    public async Task Solves_as_a_library_does() => await Systems.SampleAsync(async system => AssertNear(Library(system), await SolveAsync(system, _threads)));

    [Fact]
    public async Task Solves_a_system_of_many_blocks_as_a_library_does()
    {
        var system = GramSystem.Random(rows: 500, seed: 1, mu: 0.01);
        AssertNear(Library(system), await SolveAsync(system, _threads));
    }

    [Fact]
    public async Task The_number_of_threads_does_not_show_in_the_bits()
    {
        var system = GramSystem.Random(rows: 333, seed: 2, mu: 0.1);
        using var one = new SolverThreads(1);
        using var three = new SolverThreads(3);
        var expected = await SolveAsync(system, one);
        for (var repeat = 0; repeat < 20; repeat++)
        {
            Assert.Equal(expected, await SolveAsync(system, _threads));
            Assert.Equal(expected, await SolveAsync(system, three));
        }
    }

    /// <summary>Run it with DOTNET_EnableHWIntrinsic=0 too: what a processor without AVX2 computes.</summary>
    [Fact]
    public async Task The_bits_are_those_of_every_processor() =>
        Assert.Equal("F575FE91061F1437", Digest.Of(await SolveAsync(GramSystem.Random(rows: 101, seed: 8, mu: 0.5), _threads)));

    [Fact]
    public async Task One_factor_serves_many_right_sides_and_gives_way_to_the_next()
    {
        GramSystem first = GramSystem.Random(rows: 100, seed: 3, mu: 1), second = GramSystem.Random(rows: 100, seed: 4, mu: 1);
        using var cholesky = new Cholesky(100, _threads);
        await cholesky.FactorAsync(first.Gram, first.Mu);
        AssertNear(Library(first), cholesky.Solve(first.Right));
        AssertNear(Library(first with { Right = second.Right }), cholesky.Solve(second.Right));
        await cholesky.FactorAsync(second.Gram, second.Mu);
        AssertNear(Library(second), cholesky.Solve(second.Right));
    }

    [Fact]
    public async Task Leaves_the_matrix_and_the_right_side_as_they_are()
    {
        var system = GramSystem.Random(rows: 30, seed: 5, mu: 1);
        double[] gram = [.. system.Gram], right = [.. system.Right];
        await SolveAsync(system, _threads);
        Assert.Equal(gram, system.Gram);
        Assert.Equal(right, system.Right);
    }

    [Fact]
    public async Task The_smallest_pivot_is_told()
    {
        using var cholesky = new Cholesky(3, _threads);
        await cholesky.FactorAsync(GramSystem.Diagonal([4, 1, 3]), 0.5);
        Assert.Equal(1.5, cholesky.SmallestPivot);
    }

    [Fact]
    public async Task A_system_of_no_rows_has_the_empty_solution() => Assert.Empty(await SolveAsync(new GramSystem(0, [], 1, []), _threads));

    [Theory, InlineData(-1), InlineData(double.NaN)]
    public async Task A_pivot_that_is_not_positive_is_told_with_the_size_and_the_ridge(double last)
    {
        using var cholesky = new Cholesky(3, _threads);
        var error = await Assert.ThrowsAsync<NumericalException>(() => cholesky.FactorAsync(GramSystem.Diagonal([1, 1, last]), 0.75));
        Assert.Contains("3 × 3", error.Message);
        Assert.Contains("pivot 2 is " + (last + 0.75).ToString("g3"), error.Message);
        Assert.Contains("smallest before it: 1.75", error.Message);
        Assert.Contains("0.75, ridge 0.25", error.Message);
        Assert.Contains("A larger solver.ridge mends it.", error.Message);
    }

    [Fact]
    public async Task The_first_of_several_bad_pivots_is_the_one_that_is_told() => await Gen.Select(Gen.Int[1, 200], Gen.Int[0, 199]).SampleAsync(async (rows, bad) =>
    {
        var first = bad % rows;
        using var cholesky = new Cholesky(rows, _threads);
        var diagonal = Enumerable.Range(0, rows).Select(i => i < first ? 1.0 : -2).ToArray();
        var error = await Assert.ThrowsAsync<NumericalException>(() => cholesky.FactorAsync(GramSystem.Diagonal(diagonal), 1));
        Assert.Contains($"pivot {first} is -1 ", error.Message);
    });

    [Fact]
    public async Task After_a_failure_a_better_matrix_is_factored()
    {
        var system = GramSystem.Random(rows: 60, seed: 6, mu: 1);
        using var cholesky = new Cholesky(60, _threads);
        await Assert.ThrowsAsync<NumericalException>(() => cholesky.FactorAsync(system.Gram, -1000));
        await cholesky.FactorAsync(system.Gram, system.Mu);
        AssertNear(Library(system), cholesky.Solve(system.Right));
    }

    [Fact]
    public async Task Sizes_that_do_not_fit_are_refused()
    {
        using var cholesky = new Cholesky(9, _threads);
        await Assert.ThrowsAsync<ArgumentException>(() => cholesky.FactorAsync(new double[64], 1));
        Assert.Throws<ArgumentException>(() => cholesky.Solve([1]));
    }

    [Fact]
    public async Task Disposing_frees_the_factor()
    {
        var before = NativeBytes.InUse;
        await SolveAsync(GramSystem.Random(rows: 20, seed: 7, mu: 1), _threads);
        Assert.Equal(before, NativeBytes.InUse);
    }

    private static async Task<double[]> SolveAsync(GramSystem system, SolverThreads threads)
    {
        using var cholesky = new Cholesky(system.Rows, threads);
        await cholesky.FactorAsync(system.Gram, system.Mu);
        return cholesky.Solve(system.Right);
    }

    private static double[] Library(GramSystem system) => [.. DenseMatrix.Create(system.Rows, system.Rows, system.Element).Cholesky().Solve(new DenseVector(system.Right))];

    private static void AssertNear(double[] expected, double[] actual) =>
        Assert.True((new DenseVector(expected) - new DenseVector(actual)).L2Norm() <= 1e-9 * new DenseVector(expected).L2Norm());
}
