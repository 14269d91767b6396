using Chita.Numerics;
using Chita.Selection;

namespace Chita.Core.Tests.Selection;

/// <summary>Whole rows under a budget of weights, with and without floors, against the greedy knapsack over all groups and against trying every choice of them.</summary>
public sealed class WholeRowsTests : IDisposable
{
    private static readonly Gen<(ScoreLine Line, WholeRows Rule)> Cases = Gen.Int[1, 3].SelectMany(together =>
        ScoreLine.Over(Gen.Select(Gen.Long[1, 4], Gen.Long[1, 3].Array[0, 3]).Select((groups, inner) => (long[])[groups * together, .. inner]).Array[1, 3])
            .SelectMany(line => Gen.Select(Gen.Int[0, line.Weights.Length], Gen.Bool, Gen.Int[0, 4].Array[line.Layers.Length])
                .Select((kept, floored, groups) => (line, floored ? Floored(line, kept, together, groups) : new WholeRows(kept, together)))));

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
                Assert.True(sums[i] >= Best(groups, 0, rule.Kept, scores, Missing(line, rule)) - 1e-12);
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
            var first = First(line, rule, scores);
            var (left, sum) = (rule.Kept - first.Sum(group => group.Length), first.Sum(group => Mean(group, scores) * group.Length));
            foreach (var group in Sorted([.. groups.Except(first, SameStart)], scores))
            {
                var bought = Math.Min(left, group.Length);
                sum += Mean(group, scores) * bought;
                left -= bought;
            }

            return sum;
        }

        int[] Support(double[] scores)
        {
            var first = First(line, rule, scores);
            var spent = first.Sum(group => group.Length);
            return [.. first.Concat(Sorted([.. groups.Except(first, SameStart)], scores).TakeWhile(group => (spent += group.Length) <= rule.Kept)).SelectMany(group => group).Order()];
        }
    }

    private static IEnumerable<int[]> Groups(ScoreLine line, WholeRows rule) =>
        line.Layers.SelectMany((layer, i) => layer.Chunk((int)(line.Tensors[i].Weights / line.Tensors[i].Shape[0] * rule.Together)));

    private static IEnumerable<int[]> Sorted(int[][] groups, double[] scores) => groups.OrderByDescending(group => Mean(group, scores)).ThenBy(group => group[0]);

    private static double Mean(int[] group, double[] scores) => group.Sum(j => scores[j] * scores[j]) / group.Length;

    /// <summary>What floors buy: the best groups of their layers.</summary>
    private static int[][] First(ScoreLine line, WholeRows rule, double[] scores) => rule.Floors is not { } floors ? []
        : [.. line.Layers.SelectMany((layer, i) => Sorted([.. layer.Chunk(GroupSize(line, i, rule.Together))], scores).Take((int)floors[i] / GroupSize(line, i, rule.Together)))];

    private static WholeRows Floored(ScoreLine line, int kept, int together, int[] groups)
    {
        long[] floors = [.. groups.Select((count, i) => Math.Min(count * GroupSize(line, i, together), line.Tensors[i].Weights))];
        return new WholeRows(Math.Max(kept, floors.Sum()), together, floors);
    }

    private static int GroupSize(ScoreLine line, int layer, int together) => (int)(line.Tensors[layer].Weights / line.Tensors[layer].Shape[0] * together);

    /// <summary>For each weight its layer, and for each layer what its floor still wants.</summary>
    private static (int[] LayerOf, long[] Wanted) Missing(ScoreLine line, WholeRows rule) =>
        ([.. line.Layers.SelectMany((layer, i) => layer.Select(_ => i))], rule.Floors ?? new long[line.Layers.Length]);

    private static double Best(int[][] groups, int first, long left, double[] scores, (int[] LayerOf, long[] Wanted) floors)
    {
        if (first == groups.Length)
            return floors.Wanted.Any(wanted => wanted > 0) ? double.NegativeInfinity : 0;
        var group = groups[first];
        var without = Best(groups, first + 1, left, scores, floors);
        if (group.Length > left)
            return without;
        var wanted = (long[])floors.Wanted.Clone();
        wanted[floors.LayerOf[group[0]]] -= group.Length;
        return Math.Max(without, Mean(group, scores) * group.Length + Best(groups, first + 1, left - group.Length, scores, (floors.LayerOf, wanted)));
    }

    private static IEqualityComparer<int[]> SameStart { get; } = EqualityComparer<int[]>.Create((a, b) => a![0] == b![0], group => group[0]);
}
