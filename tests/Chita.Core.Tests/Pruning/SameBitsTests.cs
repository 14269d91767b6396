using Chita.Numerics;
using Chita.Pruning;

namespace Chita.Core.Tests.Pruning;

/// <summary>Equal bits are the oracle of everything distributed (architecture, contract 1).</summary>
public sealed class SameBitsTests
{
    [Theory, MemberData(nameof(Methods.All), MemberType = typeof(Methods))]
    public async Task The_number_of_solver_threads_changes_no_bit(string method)
    {
        // Several layers, blocks and chunks in each block; blocks of a chunk; layers of one block.
        var problem = Methods.For(method, Random(rows: 40, weights: 9000, kept: 1500));
        foreach (var blockSize in (int[])[2500, 700, 10_000])
        {
            var expected = await Bits(problem, method, 1, blockSize);
            Assert.Equal(expected, await Bits(problem, method, 2, blockSize));
            Assert.Equal(expected, await Bits(problem, method, 3, blockSize));
        }
    }

    [Theory, InlineData(2), InlineData(5)]
    public async Task Nor_on_the_golden_problems(int count)
    {
        foreach (var tiny in TinyProblem.Load())
            Assert.Equal(await Bits(tiny.ToSmall(), "chita", 1, blockSize: 3), await Bits(tiny.ToSmall(), "chita", count, blockSize: 3));
    }

    private static async Task<string> Bits(SmallProblem problem, string method, int count, int blockSize)
    {
        using var threads = new SolverThreads(count);
        var solved = await problem.SolveAsync(PruningMethods.Named(method), threads, maxIterations: 12, blockSize);
        var weights = Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(solved.Weights));
        return $"{solved.Objective:r} {solved.LowerBound:r} {solved.Result.Iterations} {weights}";
    }

    private static SmallProblem Random(int rows, int weights, int kept)
    {
        var random = new Random(1);
        return new SmallProblem
        {
            Gradients = [.. Enumerable.Range(0, rows).Select(_ => Values())],
            Weights = Values(),
            Kept = kept,
            Ridge = 1e-3,
            FirstOrder = 1.0 / 16,
        };

        float[] Values() => [.. Enumerable.Range(0, weights).Select(_ => random.NextSingle() - 0.5f)];
    }
}
