using Chita.Numerics;
using Chita.Selection;

namespace Chita.Core.Tests.Selection;

/// <summary>Whole rows under a budget of weights, against the greedy knapsack over all groups and against trying every choice of them.</summary>
public sealed class WholeRowsTests : IDisposable
{
    private static readonly Gen<(ScoreLine Line, WholeRows Rule)> Cases = Gen.Int[1, 3].SelectMany(together =>
        ScoreLine.Over(Gen.Select(Gen.Long[1, 4], Gen.Long[1, 3].Array[0, 3]).Select((groups, inner) => (long[])[groups * together, .. inner]).Array[1, 3])
            .SelectMany(line => Gen.Int[0, line.Weights.Length].Select(kept => (line, new WholeRows(kept, together)))));

    private readonly SolverThreads _threads = new(2);

    public void Dispose() => _threads.Dispose();

    [Fact]
    public async Task It_is_the_greedy_knapsack() =>
        await Gen.Select(Cases, Gen.Int[1, 40], Gen.Int[0, 3]).SampleAsync((chosen, blockSize, at) => Check(chosen.Line, chosen.Rule, blockSize, at),
            print: sample => sample.Item1.Line.Show(sample.Item1.Rule));

    [Fact]
    public async Task No_choice_of_groups_has_a_larger_sum_of_squares() =>
        await Gen.Select(Cases, Gen.Int[1, 40]).SampleAsync(async (chosen, blockSize) =>
        {
            var (line, rule) = chosen;
            var groups = Groups(line, rule).ToArray();
            var sums = (await line.SelectAsync(rule, 0, blockSize, _threads)).Sums;
            for (var i = 0; i < sums.Length; i++)
            {
                var scores = line.At(ScoreLine.Steps[i]);
                Assert.True(sums[i] >= Best(groups, 0, rule.Kept, scores) - 1e-12);
            }
        }, print: sample => sample.Item1.Line.Show(sample.Item1.Rule));

    [Theory, InlineData(1, 2000), InlineData(2, 777), InlineData(5, 9000)]
    public async Task Also_where_blocks_have_several_chunks(int together, int kept) =>
        await Check(ScoreLine.Random([70, 120], [40, 12, 3, 3]), new WholeRows(kept, together), 2300, 1);

    [Fact]
    public async Task Also_where_a_group_is_longer_than_a_chunk() => await Check(ScoreLine.Random([6, 1501], [4, 3, 7, 7]), new WholeRows(4000, 2), 4000, 2);

    private Task Check(ScoreLine line, WholeRows rule, int blockSize, int at)
    {
        var groups = Groups(line, rule).ToArray();
        return line.CheckAsync(rule, at, blockSize, _threads, Relaxed, Support);

        double Relaxed(double[] scores)
        {
            var (left, sum) = (rule.Kept, 0.0);
            foreach (var group in Sorted(groups, scores))
            {
                var bought = Math.Min(left, group.Length);
                sum += Mean(group, scores) * bought;
                left -= bought;
            }

            return sum;
        }

        int[] Support(double[] scores)
        {
            var spent = 0;
            return [.. Sorted(groups, scores).TakeWhile(group => (spent += group.Length) <= rule.Kept).SelectMany(group => group)];
        }
    }

    private static IEnumerable<int[]> Groups(ScoreLine line, WholeRows rule) =>
        line.Layers.SelectMany((layer, i) => layer.Chunk((int)(line.Tensors[i].Weights / line.Tensors[i].Shape[0] * rule.Together)));

    private static IEnumerable<int[]> Sorted(int[][] groups, double[] scores) => groups.OrderByDescending(group => Mean(group, scores)).ThenBy(group => group[0]);

    private static double Mean(int[] group, double[] scores) => group.Sum(j => scores[j] * scores[j]) / group.Length;

    private static double Best(int[][] groups, int first, long left, double[] scores) => first == groups.Length ? 0
        : Math.Max(Best(groups, first + 1, left, scores),
            groups[first].Length <= left ? Mean(groups[first], scores) * groups[first].Length + Best(groups, first + 1, left - groups[first].Length, scores) : 0);
}
