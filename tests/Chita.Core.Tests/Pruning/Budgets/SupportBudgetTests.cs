using Chita.Blocks;
using Chita.Campaigns;
using Chita.Pruning.Budgets;
using Chita.Selection;

namespace Chita.Core.Tests.Pruning.Budgets;

/// <summary>What a budget makes of a network's tensors, to the unit.</summary>
public sealed class SupportBudgetTests
{
    private static readonly TensorSize[] Network = [new("conv.weight", 10, 3, 2, 2), new("body.weight", 50, 40), new("head.weight", 10, 50)]; // 120, 2000, 500

    private static readonly StagesSpec OneStage = new() { Count = 1, Schedule = Chita.Pruning.Schedules.StageScheduleKind.Exponential, Start = 0 };

    private static readonly Gen<decimal> Share = Gen.Int[0, 1000].Select(thousandths => thousandths / 1000m);

    [Fact]
    public void By_default_every_tensor_keeps_a_tenth_of_the_networks_share_and_one_weight()
    {
        var rule = Rule(new BudgetSpec { Levels = [0.98m] });
        Assert.Equal(52, rule.Kept);
        Assert.Equal([1, 4, 1], rule.Floors);
        Assert.All(rule.Caps, cap => Assert.Equal(long.MaxValue, cap));
    }

    [Fact]
    public void A_budget_of_hardly_any_weights_has_no_floors() => Assert.Equal([0, 0, 0], Rule(new BudgetSpec { Levels = [0.998m] }).Floors);

    [Fact]
    public void Floors_and_caps_hold_for_all_tensors_but_those_with_their_own()
    {
        var rule = Rule(new BudgetSpec
        {
            Levels = [0.5m], Floor = 0.1m, Cap = 0.6m,
            Layers = [new() { Match = "head*", Cap = 0.25m }, new() { Match = "re:.*\\.weight", Floor = 0.333m }],
        });
        Assert.Equal([40, 666, 50], rule.Floors); // 0.333 of 120 is 39.96, and at least that is kept
        Assert.Equal([72, 1200, 125], rule.Caps);
    }

    [Fact]
    public void A_tensors_own_sparsity_is_kept_to_the_unit_and_grows_with_the_stages()
    {
        var budget = new BudgetSpec { Levels = [0.8m], Layers = [new() { Match = "conv*", Sparsity = 0.5m }] };
        Assert.Equal((60L, 60L), Of(0.8m));
        Assert.Equal((90L, 90L), Of(0.4m));
        Assert.Equal((120L, 120L), Of(0m));

        (long Floor, long Cap) Of(decimal sparsity) => new SupportBudget(budget, Network).At(sparsity) is Bounded rule ? (rule.Floors[0], rule.Caps[0]) : default;
    }

    [Fact]
    public void Where_all_tensors_have_their_own_they_add_up_to_the_budget()
    {
        var rule = Rule(new BudgetSpec { Levels = [0.333m], Layers = [new() { Match = "*", Sparsity = 0.333m }] });
        Assert.Equal([80, 1334, 333], rule.Floors);
        Assert.Equal(rule.Floors.Sum(), rule.Kept); // 1747 of 2620 · 0.667 = 1747.54
    }

    [Fact]
    public void Of_rows_floors_are_whole_groups()
    {
        Assert.Equal([12, 120, 50], Floors(0.5m)); // rows of 12, 40 and 50 weights: a tenth of what is kept on average is 6, 100 and 25
        Assert.Equal([12, 40, 50], Floors(0.9m));
        Assert.Equal([0, 0, 0], Floors(0.99m, floor: 0));
        Assert.Equal([36, 520, 150], Floors(0.5m, floor: 0.25m)); // 30, 500 and 125 of 120, 2000 and 500

        long[] Floors(decimal sparsity, decimal? floor = null) => new SupportBudget(
            new BudgetSpec { Levels = [sparsity], Floor = floor, Pattern = new SupportPattern(SupportKind.Rows) }, Network).At(sparsity) is WholeRows { Floors: { } floors } ? floors : [];
    }

    [Fact]
    public void Whatever_is_accepted_can_be_kept_at_every_stage() => Gen.Select(Share, Share, Share, Share, Share, Share).Sample((sparsity, floor, cap, own, step, ownCap) =>
    {
        var budget = new BudgetSpec
        {
            Levels = [Math.Min(sparsity, 0.999m)], Floor = floor, Cap = cap,
            Layers = [new() { Match = "conv*", Sparsity = own }, new() { Match = "head*", Cap = ownCap, Floor = 0 }],
        };
        var support = new SupportBudget(budget, Network);
        try
        {
            support.Check(OneStage);
        }
        catch (InvalidInputException)
        {
            return;
        }

        support.At(step * support.Sparsity).Check([.. Network.Select(tensor => new Chita.Collectives.LayerSize(tensor.Name, tensor.Weights, tensor.Pattern))]);
    });

    [Theory]
    [InlineData("floor", "budget.sparsity 0.9: The floors up to that of body.weight want 36 + 600 = 636 weights kept; the budget is 262.")]
    [InlineData("cap", "budget.sparsity 0.9: Under the caps at most 12 of conv.weight + 200 of body.weight + 49 of head.weight = 261 weights are kept; the budget wants 262.")]
    [InlineData("both", "budget.sparsity 0.9: conv.weight: the cap 6 is below the floor 12.")]
    [InlineData("none", "budget.layers: \"tail*\" matches no tensor to prune: there are conv.weight, body.weight, head.weight.")]
    [InlineData("twice", "budget.layers: \"head*\" matches only tensors that an earlier item has; put it before, or remove it.")]
    [InlineData("n:m", "budget: conv.weight has 3 inputs, which groups of 4 do not divide: 3 = 0 × 4 + 3. Leave this tensor out, or choose another M.")]
    [InlineData("dead", "budget.sparsity 0.97: The floors up to that of head.weight want 52 + 50 = 102 weights kept; the budget is 78.")]
    [InlineData("rows", "budget: conv.weight has 10 rows, which groups of 3 do not divide: 10 = 3 × 3 + 1. Leave this tensor out, or choose another size.")]
    public void What_cannot_be_is_refused_with_the_arithmetic(string what, string message)
    {
        var budget = new BudgetSpec { Levels = [0.9m] };
        budget = what switch
        {
            "floor" => budget with { Floor = 0.3m },
            "cap" => budget with { Cap = 0.1m, Layers = [new() { Match = "head*", Cap = 0.098m }] },
            "both" => budget with { Floor = 0.1m, Cap = 0.05m },
            "none" => budget with { Layers = [new() { Match = "tail*", Cap = 0.5m }] },
            "twice" => budget with { Layers = [new() { Match = "*", Cap = 0.5m }, new() { Match = "head*", Cap = 0.7m }] },
            "n:m" => budget with { Levels = [0.5m], Pattern = new SupportPattern(SupportKind.NofM, 2, 4) },
            "dead" => new BudgetSpec { Levels = [0.97m], Pattern = new SupportPattern(SupportKind.Rows) },
            _ => budget with { Pattern = new SupportPattern(SupportKind.Rows, 3) },
        };
        var support = new SupportBudget(budget, Network);
        Assert.Equal(message, Assert.Throws<InvalidInputException>(() =>
        {
            support.Lay(new WeightLayout(Network, 64));
            support.Check(OneStage);
        }).Message);
    }

    [Theory]
    [InlineData("unstructured", SupportKind.Unstructured, 1, 1)]
    [InlineData("2:4", SupportKind.NofM, 2, 4)]
    [InlineData("rows", SupportKind.Rows, 1, 1)]
    [InlineData("rows:16", SupportKind.Rows, 16, 1)]
    public void A_pattern_is_one_word(string word, SupportKind kind, int n, int m)
    {
        var pattern = SupportPattern.TryParse(word);
        Assert.Equal(new SupportPattern(kind, n, m), pattern);
        Assert.Equal(word, pattern!.ToString());
    }

    [Theory]
    [InlineData("4:4")]
    [InlineData("0:4")]
    [InlineData("rows:0")]
    [InlineData("columns")]
    [InlineData(" 2:4")]
    public void Other_words_are_none(string word) => Assert.Null(SupportPattern.TryParse(word));

    [Fact]
    public void Bytes_are_met_as_far_as_whole_weights_go() => Gen.Int[400, 12_000].Sample(bytes =>
    {
        var budget = new BudgetSpec { Levels = [], Bytes = bytes };
        var kept = Rule(budget).Kept;
        Assert.True(kept == 2620 ? ByteBudget.Bytes(Network, kept) <= bytes : bytes - ByteBudget.Bytes(Network, kept) is >= 0 and < 4);
    });

    [Fact]
    public void Of_halves_twice_as_many_fit()
    {
        TensorSize[] halves = [.. Network.Select(tensor => tensor with { ValueBytes = 2 })];
        Assert.Equal(ByteBudget.Sparsity(4_000, halves), ByteBudget.Sparsity(8_000 - ByteBudget.Bytes(Network, 0), Network));
    }

    [Fact]
    public void Multiplications_are_priced_by_how_often_a_sample_uses_a_weight()
    {
        var budget = new BudgetSpec { Levels = [], Flops = 0.25m, Positions = [new() { Match = "conv*", Count = 64 }] };
        var support = new SupportBudget(budget, Network);
        var last = Assert.IsType<Priced>(support.At(support.Sparsity));
        Assert.Equal([64, 1, 1], last.Prices);
        Assert.Equal((2620, 0.25 * (64 * 120 + 2500)), (last.Kept, last.Budget));
        Assert.Equal(0.5 * (64 * 120 + 2500), Assert.IsType<Priced>(support.At(0.5m)).Budget);
        Assert.Equal("budget.flops 0.25: The floors alone cost 3518; the budget is 2545.",
            Refused(budget with { Layers = [new() { Match = "conv*", Floor = 0.45m }] }));
        Assert.StartsWith("budget.flops: conv.weight is a convolution, and how often a sample uses its weights is not known; give", Refused(budget with { Positions = [] }), StringComparison.Ordinal);
    }

    private static string Refused(BudgetSpec budget) => Assert.Throws<InvalidInputException>(() => new SupportBudget(budget, Network).Check(OneStage)).Message;

    private static Bounded Rule(BudgetSpec budget)
    {
        var support = new SupportBudget(budget, Network);
        return Assert.IsType<Bounded>(support.At(support.Sparsity));
    }
}
