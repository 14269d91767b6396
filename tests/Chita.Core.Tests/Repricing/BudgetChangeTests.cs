using Chita.Campaigns;
using Chita.Campaigns.Reading;
using Chita.Core.Tests.Campaigns;
using Chita.Pruning.Schedules;

namespace Chita.Core.Tests.Repricing;

/// <summary>What becomes of a campaign's file under another budget.</summary>
public sealed class BudgetChangeTests : IDisposable
{
    private const string Own = "budget: { flops: 0.5, positions: [{ match: \"conv*\", count: 9 }], floor: 0.01, cap: 0.8, layers: [{ match: \"fc*\", sparsity: 0.25 }] }";

    private readonly CampaignFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_given_replaces_what_is_there_and_the_rest_of_the_budget_stays()
    {
        var spec = Change(Own, "sparsity=0.9", "cap=0.7");
        Assert.Equal([0.9m], spec.Budget.Levels);
        Assert.Equal((null, 0.01m, 0.7m), (spec.Budget.Flops, spec.Budget.Floor, spec.Budget.Cap));
        Assert.Equal(("conv*", 9, "fc*", 0.25m), (spec.Budget.Positions[0].Match, spec.Budget.Positions[0].Count, spec.Budget.Layers[0].Match, spec.Budget.Layers[0].Sparsity!.Value));
        Assert.Equal((10_240L, 0), (Change(Own, "bytes=10KiB").Budget.Bytes!.Value, Change(Own, "bytes=10KiB").Budget.Levels.Count));
        Assert.Equal((0.5m, 0.02m), (Change(Own, "floor=0.02").Budget.Flops!.Value, Change(Own, "floor=0.02").Budget.Floor!.Value));
    }

    [Fact]
    public void A_pattern_leaves_nothing_of_what_holds_for_single_weights()
    {
        var budget = Change(Own, "pattern=2:4").Budget;
        Assert.Equal(("2:4", 0.5m, null, 0), (budget.Pattern.ToString(), budget.Levels[0], budget.Floor, budget.Layers.Count));
    }

    [Fact]
    public void Stages_gate_recalibration_and_scores_belong_to_the_run_and_the_network_and_its_data_stay()
    {
        var spec = Change(CampaignFolder.Yaml.Replace("method: bso", "method: chita", StringComparison.Ordinal).Replace("[safetensors]", "[safetensors], scores: true, recalibrate: batch-norm", StringComparison.Ordinal), "sparsity=0.05");
        Assert.Equal((1, StageScheduleKind.Exponential, null, false, RecalibrationKind.None), (spec.Stages.Count, spec.Stages.Schedule, spec.Quality, spec.Output.Scores, spec.Output.Recalibrate));
        Assert.Equal((_folder.At("elsewhere: x/#\""), 4096, "resnet20-90"), (spec.Output.Path, spec.Execution.BlockSize, spec.Name));
        Assert.Equal([0.5, 0.4, 0.3], spec.Evaluation!.Normalize!.Mean); // which is that of the calibration data
        Assert.Equal([OutputFormat.Safetensors], spec.Output.Formats);
    }

    [Theory]
    [InlineData("--budget: sparsity: 1.2 is outside 0 ≤ sparsity < 1", "sparsity=1.2")]
    [InlineData("--budget: sparsity: [0.5,0.9] is not a number; expected 0 ≤ sparsity < 1", "sparsity=[0.5,0.9]")]
    [InlineData("--budget: sparsity: has no value; give the share of weights to remove, such as 0.9, or several, such as [0.5, 0.7, 0.9]", "sparsity=")]
    [InlineData("--budget: bytes: many is not a size; expected", "bytes=many")]
    [InlineData("--budget: bytes: says how many weights stay, as sparsity does; remove one of the two", "bytes=1MiB", "sparsity=0.5")]
    [InlineData("--budget: sparsity: is given twice; keep one", "sparsity=0.5", "sparsity=0.6")]
    [InlineData("--budget: sparisty: unknown key; did you mean \"sparsity\"?", "sparisty=0.5", "flops=0.5")]
    [InlineData("--budget: pattern: \"4:2\" is not a pattern; expected", "pattern=4:2", "sparsity=0.5")]
    [InlineData("--budget: sparsity: is not that of pattern 2:4, which is 1 − 2/4 = 0.5; remove the key", "pattern=2:4", "sparsity=0.9")]
    [InlineData("--budget: cap: holds for single weights, and pattern rows keeps or removes several at once; remove one of the two", "pattern=rows", "sparsity=0.9", "cap=0.1")]
    [InlineData("--budget: scope: layer solves each layer for a budget of its own, and nothing is solved here; expected global", "scope=layer", "sparsity=0.5")]
    [InlineData("--budget: layers: is not a list of mappings; expected items such as", "layers=fc1", "sparsity=0.5")]
    public void What_is_no_budget_is_refused_with_one_message(string message, params string[] budget)
    {
        var refused = Assert.Throws<InvalidInputException>(() => Change("budget: { sparsity: 0.5 }", budget));
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void A_frontier_wants_one_of_its_levels_or_another()
    {
        var refused = Assert.Throws<InvalidInputException>(() => Change("budget: { sparsity: [0.5, 0.9] }", "floor=0.01"));
        Assert.Equal("--budget: sparsity: is a list in the campaign; give one, such as --budget sparsity=0.9", refused.Message);
    }

    private CampaignSpec Change(string campaign, params string[] budget)
    {
        var yaml = campaign.StartsWith("budget", StringComparison.Ordinal) ? CampaignFolder.Smallest.Replace("budget: { sparsity: 0.5 }", campaign, StringComparison.Ordinal) : campaign;
        var pairs = budget.Select(pair => pair.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1]));
        return CampaignFile.Parse(BudgetChange.Apply(yaml, [.. pairs], "elsewhere: x/#\"", "manifest.json"), "manifest.json", _folder.Root);
    }
}
