using Chita.Numerics;

namespace Chita.Core.Tests.Numerics;

[Collection(NativeMemoryCollection.Name)]
public sealed class GramKernelTests : IDisposable
{
    // Whole numbers: every sum is exact, so the naive sum is the only right answer whatever the order.
    private static readonly Gen<GramProblem> Problems = Gen.Select(Gen.Int[1, 40], Gen.Int[1, 30], Gen.ULong, Gen.Int[0, 700], Gen.Int[0, 700])
        .Select((rows, columns, seed, entered, left) => GramProblem.OfWholeNumbers(rows, columns, seed, entered, left));

    private readonly SolverThreads _threads = new(2);

    public void Dispose() => _threads.Dispose();

    [Fact]
    public async Task Float32_columns_add_up_to_the_sum_of_their_outer_products() => await Problems.SampleAsync(AssertExact<Float32>);

    [Fact]
    public async Task Bfloat16_columns_add_up_to_the_sum_of_their_outer_products() => await Problems.SampleAsync(AssertExact<BFloat16>);

    [Fact]
    public async Task A_matrix_of_many_tiles_is_exact_too()
    {
        await AssertExact<Float32>(GramProblem.OfWholeNumbers(rows: 301, columns: 40, seed: 1, entered: 600, left: 300));
        await AssertExact<BFloat16>(GramProblem.OfWholeNumbers(rows: 128, columns: 40, seed: 2, entered: 257, left: 0));
    }

    [Fact]
    public async Task The_number_of_threads_does_not_show_in_the_bits()
    {
        var problem = GramProblem.OfFractions(rows: 150, columns: 90, seed: 3, entered: 1100, left: 400);
        var one = await SumAsync<Float32>(problem, threads: 1);
        for (var repeat = 0; repeat < 20; repeat++)
        {
            AssertSameBits(one, await SumAsync<Float32>(problem, threads: 2));
            AssertSameBits(one, await SumAsync<Float32>(problem, threads: 3));
        }
    }

    /// <summary>Run it with DOTNET_EnableHWIntrinsic=0 too: what a processor without AVX2 computes.</summary>
    [Fact]
    public async Task The_bits_are_those_of_every_processor()
    {
        var (gram, product) = await SumAsync<BFloat16>(GramProblem.OfFractions(rows: 45, columns: 70, seed: 9, entered: 600, left: 99), threads: 2);
        Assert.Equal("47D5705DF829A404", Digest.Of(gram));
        Assert.Equal("F3928CA7808D2F9B", Digest.Of(product));
    }

    [Fact]
    public async Task Cutting_the_list_at_whole_panels_does_not_show_in_the_bits()
    {
        var problem = GramProblem.OfFractions(rows: 60, columns: 90, seed: 4, entered: 1024, left: 0);
        using var kernel = new GramKernel(_threads);
        var inTwo = problem.NoSums();
        await problem.AddAsync<Float32>(kernel, inTwo, problem.Entered[..512], []);
        await problem.AddAsync<Float32>(kernel, inTwo, problem.Entered[512..], []);
        AssertSameBits(await SumAsync<Float32>(problem, threads: 2), inTwo);
    }

    [Fact]
    public async Task Columns_that_enter_and_leave_cancel_without_a_trace_when_sums_are_exact()
    {
        var problem = GramProblem.OfWholeNumbers(rows: 50, columns: 20, seed: 5, entered: 300, left: 0);
        using var kernel = new GramKernel(_threads);
        var sums = problem.NoSums();
        await problem.AddAsync<Float32>(kernel, sums, problem.Entered, problem.Entered);
        AssertSameBits(problem.NoSums(), sums); // +0 everywhere, never −0
    }

    [Fact]
    public async Task Many_callers_at_once_get_their_own_sums_from_two_workspaces()
    {
        using var kernel = new GramKernel(_threads);
        var problems = Enumerable.Range(0, 12).Select(i => GramProblem.OfWholeNumbers(10 + 20 * i, 30, (ulong)i, 400, 300)).ToArray();
        await Task.WhenAll(problems.Select(async problem =>
        {
            var sums = problem.NoSums();
            await problem.AddAsync<Float32>(kernel, sums, problem.Entered, problem.Left);
            problem.AssertEqualToNaive(sums);
        }));
    }

    [Fact]
    public async Task No_columns_change_nothing()
    {
        var problem = GramProblem.OfWholeNumbers(rows: 9, columns: 3, seed: 6, entered: 0, left: 0);
        AssertSameBits(problem.NoSums(), await SumAsync<Float32>(problem, threads: 2));
    }

    [Fact]
    public async Task Sums_of_another_size_are_refused()
    {
        var problem = GramProblem.OfWholeNumbers(rows: 9, columns: 3, seed: 7, entered: 4, left: 0);
        using var kernel = new GramKernel(_threads);
        await Assert.ThrowsAsync<ArgumentException>(() => problem.AddAsync<Float32>(kernel, (new double[64], new double[8]), problem.Entered, []));
    }

    [Fact]
    public async Task Disposing_frees_the_workspaces()
    {
        var before = NativeBytes.InUse;
        await AssertExact<Float32>(GramProblem.OfWholeNumbers(rows: 30, columns: 9, seed: 8, entered: 300, left: 20));
        Assert.Equal(before, NativeBytes.InUse);
    }

    private static async Task<(double[] Gram, double[] Product)> SumAsync<T>(GramProblem problem, int threads)
        where T : unmanaged, IGradientElement<T>
    {
        using var pool = new SolverThreads(threads);
        using var kernel = new GramKernel(pool);
        var sums = problem.NoSums();
        await problem.AddAsync<T>(kernel, sums, problem.Entered, problem.Left);
        return sums;
    }

    private static async Task AssertExact<T>(GramProblem problem) where T : unmanaged, IGradientElement<T> =>
        problem.AssertEqualToNaive(await SumAsync<T>(problem, threads: 2));

    private static void AssertSameBits((double[] Gram, double[] Product) expected, (double[] Gram, double[] Product) actual)
    {
        Assert.Equal(expected.Gram.Select(BitConverter.DoubleToInt64Bits), actual.Gram.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(expected.Product.Select(BitConverter.DoubleToInt64Bits), actual.Product.Select(BitConverter.DoubleToInt64Bits));
    }
}
