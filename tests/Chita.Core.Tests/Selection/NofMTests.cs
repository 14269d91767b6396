using Chita.Numerics;
using Chita.Selection;

namespace Chita.Core.Tests.Selection;

/// <summary>The N largest of every M inputs, against sorting each group by itself.</summary>
public sealed class NofMTests : IDisposable
{
    private static readonly Gen<(ScoreLine Line, NofM Rule)> Cases = Gen.Int[1, 5].SelectMany(m =>
        Gen.Select(ScoreLine.Over(Gen.Select(Gen.Long[1, 3], Gen.Long[1, 3], Gen.Long[1, 3].Array[0, 2]).Select((outputs, groups, window) =>
            (long[])[outputs, groups * m, .. window]).Array[1, 3]), Gen.Int[0, m]).Select((line, n) => (line, new NofM(n, m))));

    private readonly SolverThreads _threads = new(2);

    public void Dispose() => _threads.Dispose();

    [Fact]
    public async Task It_is_what_sorting_each_group_gives() =>
        await Gen.Select(Cases, Gen.Int[1, 40], Gen.Int[0, 3]).SampleAsync((chosen, blockSize, at) => Check(chosen.Line, chosen.Rule, blockSize, at),
            print: sample => sample.Item1.Line.Show(sample.Item1.Rule));

    [Theory, InlineData(2, 4), InlineData(1, 3), InlineData(4, 6)]
    public async Task Also_where_blocks_have_several_chunks(int n, int m) => await Check(ScoreLine.Random([70, 120], [40, 12, 3, 3]), new NofM(n, m), 2300, 1);

    [Fact]
    public async Task Also_where_a_group_is_longer_than_a_chunk() => await Check(ScoreLine.Random([3, 8, 21, 21]), new NofM(2, 4), 4000, 2);

    private Task Check(ScoreLine line, NofM rule, int blockSize, int at) =>
        line.CheckAsync(rule, at, blockSize, _threads, s => Support(line, rule, s).Sum(j => s[j] * s[j]), s => Support(line, rule, s));

    /// <summary>From coordinates: weights whose output, group of inputs and place in the window are the same compete.</summary>
    private static int[] Support(ScoreLine line, NofM rule, double[] scores) =>
        [.. line.Layers.SelectMany((layer, i) =>
        {
            var shape = line.Tensors[i].Shape;
            var window = shape.Skip(2).Aggregate(1L, (product, size) => product * size);
            return layer.GroupBy(j => (Output: (j - layer[0]) / window / shape[1], Group: (j - layer[0]) / window % shape[1] / rule.M, Place: (j - layer[0]) % window))
                .SelectMany(group => group.OrderByDescending(j => Math.Abs(scores[j])).ThenBy(j => j).Take(rule.N));
        }).Order()];
}
