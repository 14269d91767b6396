using System.Runtime.InteropServices;
using Chita.Numerics;

namespace Chita.Core.Tests.Numerics;

public sealed class GramKernelTests : IDisposable
{
    // Whole numbers: every sum is exact, so the naive sum is the only right answer whatever the order.
    private static readonly Gen<(int Rows, float[] A, int[] Columns)> Problems = Gen.Select(Gen.Int[1, 40], Gen.Int[1, 30]).SelectMany((rows, columns) =>
        Gen.Select(Gen.Const(rows), Gen.Int[-9, 9].Select(i => (float)i).Array[rows * columns], Gen.Int[0, columns - 1].Array[0, 700]));

    private readonly SolverThreads _threads = new(2);

    public void Dispose() => _threads.Dispose();

    [Fact]
    public async Task Columns_add_up_to_the_sum_of_their_outer_products() => await Problems.SampleAsync(async problem =>
    {
        using var a = Padded(problem.Rows, problem.A);
        using var kernel = new GramKernel(problem.Rows, _threads);
        await kernel.AddAsync(a, Kernels.Padded(problem.Rows), problem.Columns, subtract: false);
        Assert.Equal(Naive(problem.Rows, problem.A, problem.Columns), kernel.Packed());
    });

    [Fact]
    public async Task Columns_taken_away_leave_the_sum_of_the_others() => await Gen.Select(Problems, Gen.Int[0, 700]).SampleAsync(async (problem, count) =>
    {
        var left = Math.Min(count, problem.Columns.Length);
        using var a = Padded(problem.Rows, problem.A);
        using var kernel = new GramKernel(problem.Rows, _threads);
        await kernel.AddAsync(a, Kernels.Padded(problem.Rows), problem.Columns, subtract: false);
        await kernel.AddAsync(a, Kernels.Padded(problem.Rows), problem.Columns[..left], subtract: true);
        Assert.Equal(Naive(problem.Rows, problem.A, problem.Columns[left..]), kernel.Packed());
    });

    private static double[] Naive(int rows, float[] a, int[] columns)
    {
        var packed = new List<double>();
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j <= i; j++)
                packed.Add(columns.Sum(c => (double)a[c * rows + i] * a[c * rows + j]));
        }

        return [.. packed];
    }

    private static NativeBuffer<Float32> Padded(int rows, float[] a)
    {
        var stride = Kernels.Padded(rows);
        var padded = new NativeBuffer<Float32>(a.Length / rows * stride);
        for (var c = 0; c < a.Length / rows; c++)
            MemoryMarshal.Cast<float, Float32>(a.AsSpan(c * rows, rows)).CopyTo(padded.Slice(c * stride, rows));
        return padded;
    }
}
