using Chita.Blocks;
using Chita.Collectives;
using Chita.Collectives.Patterns;
using Chita.Numerics;
using Chita.Selection;

namespace Chita.Core.Tests.Selection;

/// <summary>What no support can obey is refused before any work, with the numbers that show it.</summary>
public sealed class RuleChecksTests
{
    private static readonly LayerSize[] Layers = [new("conv1", 10, BlockPattern.None), new("fc1", 40, BlockPattern.None)];

    public static TheoryData<string, string, ISelectionRule> Impossible => new()
    {
        { "Kept", "51 weights cannot be kept of 50", new Unstructured(51) },
        { "Kept", "-1 weights cannot be kept of 50", new Unstructured(-1) },
        { "Kept", "3 numbers for 2 layers: conv1, fc1", new PerLayer(1, 2, 3) },
        { "Kept", "fc1 has 40 weights, of which 41 cannot be kept", new PerLayer(10, 41) },
        { "Kept", "conv1 has 10 weights, of which -1 cannot be kept", new PerLayer(-1, 4) },
        { "Kept", "51 weights cannot be kept of 50", new Bounded(51, [0, 0], [10, 40]) },
        { "Floors", "1 numbers for 2 layers", new Bounded(5, [0], [10, 40]) },
        { "Caps", "3 numbers for 2 layers", new Bounded(5, [0, 0], [10, 40, 40]) },
        { "Floors", "conv1 has 10 weights, of which 11 cannot be kept", new Bounded(20, [11, 0], [20, 40]) },
        { "Floors", "floors up to that of fc1 want 8 + 13 = 21 weights kept; the budget is 20", new Bounded(20, [8, 13], [10, 40]) },
        { "Caps", "fc1: the cap 4 is below the floor 5", new Bounded(20, [0, 5], [10, 4]) },
        { "Caps", "at most 10 of conv1 + 9 of fc1 = 19 weights are kept; the budget wants 20", new Bounded(20, [0, 0], [99, 9]) },
        { "Kept", "51 weights cannot be kept of 50", new WholeRows(51) },
        { "N", "", new NofM(5, 4) },
        { "N", "", new NofM(-1, 4) },
        { "M", "", new NofM(0, 0) },
        { "layers", "The blocks of conv1 are made for no pattern; this rule selects whole rows", new WholeRows(20) },
        { "layers", "The blocks of conv1 are made for no pattern; this rule selects the 2 largest of every 4 inputs", new NofM(2, 4) },
    };

    public static TheoryData<string, ISelectionRule, TensorSize> Misfits => new()
    {
        { "conv1.weight has 3 inputs, which groups of 4 do not divide: 3 = 0 × 4 + 3", new NofM(2, 4), new TensorSize("conv1.weight", 16, 3, 3, 3) },
        { "fc1.weight has 10 inputs, which groups of 4 do not divide: 10 = 2 × 4 + 2", new NofM(2, 4), new TensorSize("fc1.weight", 7, 10) },
        { "scale has 1 dimensions, and so no inputs", new NofM(2, 4), new TensorSize("scale", 8) },
        { "fc1.weight has 7 rows, which groups of 2 do not divide: 7 = 3 × 2 + 1", new WholeRows(9, 2), new TensorSize("fc1.weight", 7, 10) },
    };

    [Theory, MemberData(nameof(Impossible), DisableDiscoveryEnumeration = true)]
    public void What_is_impossible_is_refused_by_name_with_the_numbers(string name, string message, ISelectionRule rule)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => rule.Check(Layers));
        Assert.Equal(name, error.ParamName);
        Assert.Contains(message, error.Message);
    }

    [Theory, MemberData(nameof(Misfits), DisableDiscoveryEnumeration = true)]
    public void A_tensor_that_does_not_divide_is_refused_with_the_division(string message, ISelectionRule rule, TensorSize tensor) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => rule.PatternOf(tensor)).Message);

    [Fact]
    public void A_rule_does_not_take_blocks_made_for_another()
    {
        LayerSize[] pairs = [new("fc1", 40, new WholeGroups(2, 4))];
        new WholeRows(8, 2).Check(pairs);
        Assert.Contains("made for groups of 2 × 4 weights; this rule selects whole rows", Assert.Throws<ArgumentException>(() => new WholeRows(8).Check(pairs)).Message);
        Assert.Contains("fc1 want 0 + 16 = 16 weights kept; the budget is 8", Assert.Throws<ArgumentException>(() => new WholeRows(8, 2, [16]).Check(pairs)).Message);
        Assert.Contains("fc1: a floor is whole groups of 8 weights", Assert.Throws<ArgumentException>(() => new WholeRows(8, 2, [4]).Check(pairs)).Message);
        Assert.Contains("this rule selects weights one by one", Assert.Throws<ArgumentException>(() => new Unstructured(8).Check(pairs)).Message);
    }

    [Fact]
    public void A_block_is_whole_units()
    {
        using var threads = new SolverThreads(1);
        Assert.Contains("10 weights are not whole units of 8",
            Assert.Throws<ArgumentException>(() => new WeightBlock(new BlockId("fc1", 0), 10, 1, threads, pattern: new WholeGroups(2, 4))).Message);
    }

    [Fact]
    public void Blocks_are_cut_between_units()
    {
        var layout = new WholeRows(8).Lay(new WeightLayout([new TensorSize("conv", 5, 3, 3, 3), new TensorSize("fc", 10, 200)], 100));
        Assert.Equal([81, 54], layout.Cut(layout.Tensors[0]).Select(cut => cut.Weights));
        Assert.Equal(Enumerable.Repeat(200, 10), layout.Cut(layout.Tensors[1]).Select(cut => cut.Weights));
    }

    [Fact]
    public async Task A_score_beyond_float32_is_an_error_under_every_pattern()
    {
        using var threads = new SolverThreads(1);
        foreach (BlockPattern pattern in (BlockPattern[])[new WholeGroups(1, 4), new LargestOfEach(1, 4, 1), new LargestOfEach(0, 4, 1)])
        {
            using var block = new WeightBlock(new BlockId("fc1", 0), 4, 1, threads, pattern: pattern);
            block.Load(0, [1, 2, 3, 4]);
            block.BeginStage();
            block.WriteTile(0, 1, 0, [0, 0, 1, 0]);
            var error = await Assert.ThrowsAsync<NumericalException>(() => block.ScoreAsync([4e38], RankQuery.Coarse(0)));
            Assert.Contains("the score of weight 2", error.Message);
        }
    }
}
