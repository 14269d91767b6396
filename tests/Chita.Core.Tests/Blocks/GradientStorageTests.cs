using Chita.Blocks;
using Chita.Core.Tests.Pruning;
using Chita.Numerics;
using Chita.Pruning;

namespace Chita.Core.Tests.Blocks;

/// <summary>bfloat16 perturbs the problem, never the method: it is float32 on gradients that were rounded before, to the last bit.</summary>
public sealed class GradientStorageTests : IDisposable
{
    private static readonly Gen<SmallProblem> Problems = Gen.Select(Gen.Int[1, 20], Gen.Int[1, 60]).SelectMany((n, p) =>
        Gen.Select(Gen.Float[-2, 2].Array[p].Array[n], Gen.Float[-2, 2].Array[p], Gen.Int[0, p]).Select((rows, weights, kept) =>
            new SmallProblem { Gradients = rows, Weights = weights, Kept = kept, Ridge = 0.01, FirstOrder = 1 }));

    private readonly SolverThreads _threads = new(2);

    public void Dispose() => _threads.Dispose();

    [Theory, InlineData("chita"), InlineData("bso"), InlineData("magnitude")]
    public async Task It_solves_the_rounded_problem_bit_by_bit(string method) => await Problems.SampleAsync(async problem =>
    {
        var rounded = problem with { Gradients = [.. problem.Gradients.Select(row => Array.ConvertAll(row, Round))] };
        var expected = await rounded.SolveAsync(PruningMethods.Named(method), _threads);
        var stored = await problem.SolveAsync(PruningMethods.Named(method), _threads, storage: GradientStorage.BFloat16);
        Assert.Equal(expected.Weights, stored.Weights);
        Assert.Equal(expected.Result, stored.Result);
    }, iter: 50);

    [Fact]
    public void Rounding_is_to_nearest_with_ties_to_even() => Gen.Float.Where(float.IsFinite).Sample(value =>
    {
        var rounded = Round(value);
        var (below, above) = (BitConverter.SingleToUInt32Bits(rounded) - 0x10000, BitConverter.SingleToUInt32Bits(rounded) + 0x10000);
        Assert.True(float.IsFinite(rounded));
        foreach (var other in new[] { BitConverter.UInt32BitsToSingle(below), BitConverter.UInt32BitsToSingle(above) })
        {
            if (float.IsFinite(other))
                Assert.True(Math.Abs((double)rounded - value) <= Math.Abs((double)other - value), $"{other:r} is nearer to {value:r} than {rounded:r}");
        }
    });

    [Theory]
    [InlineData(1.00390625f, 1f)]
    [InlineData(1.01171875f, 1.015625f)]
    [InlineData(float.MaxValue, 3.3895314e38f)]
    public void Halfway_goes_to_the_even_one_and_nothing_finite_to_infinity(float value, float expected) => Assert.Equal(expected, Round(value));

    private static float Round(float value) => (float)BFloat16.Nearest(value).ToDouble();
}
