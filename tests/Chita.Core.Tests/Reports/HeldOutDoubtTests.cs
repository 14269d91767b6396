using Chita.Reports;

namespace Chita.Core.Tests.Reports;

/// <summary>A report says when too few samples were held out to choose by, and only then.</summary>
public sealed class HeldOutDoubtTests
{
    [Fact]
    public void Halves_that_agree_or_hardly_differ_raise_no_doubt()
    {
        Assert.Null(Tuned([Trial(1e-3, 0.20, 0.21), Trial(1e-2, 0.30, 0.32)]).Warning);
        Assert.Null(Tuned([Trial(1e-3, 0.200, 0.204), Trial(1e-2, 0.204, 0.200)]).Warning);
        Assert.Null(Tuned([Trial(1e-3, 0.20, 0.21), new TrialReport(1e-6, 0, null)]).Warning);
    }

    [Fact]
    public void What_was_given_needs_no_samples() => Assert.Null(Sample.Report().Warning);

    [Fact]
    public void Halves_that_choose_at_each_other_s_cost_are_told_with_the_cost() => Assert.Equal(
        "The held-out samples are too few to choose ridge and first order by, in 1 of 2 choices: what one half of them would choose costs the other up to 50% of its loss. "
        + "Give calibration.holdout a larger share, or more data.",
        Tuned([Trial(1e-3, 0.20, 0.21), Trial(1e-2, 0.30, 0.32)], [Trial(1e-3, 0.20, 0.33), Trial(1e-2, 0.24, 0.22)]).Warning);

    [Fact]
    public void One_batch_is_too_few() =>
        Assert.Contains("in 1 of 1 choices: they are one batch.", Tuned([new TrialReport(1e-3, 0, 0.2) { EvenLoss = 0.2 }, new TrialReport(1e-2, 0, 0.3) { EvenLoss = 0.3 }]).Warning, StringComparison.Ordinal);

    [Fact]
    public void A_level_that_is_a_stage_s_own_is_one_choice_with_it()
    {
        TrialReport[] doubtful = [Trial(1e-3, 0.20, 0.33), Trial(1e-2, 0.24, 0.22)];
        var own = new LevelReport { Sparsity = 0.9, Kept = 2_000, Stage = 1, Ridge = 1e-3, FirstOrder = 0.03, Iterations = 1, Trials = doubtful };
        Assert.Contains("in 1 of 1 choices", (Tuned(doubtful) with { Levels = [own] }).Warning, StringComparison.Ordinal);
        Assert.Contains("in 2 of 2 choices", (Tuned(doubtful) with { Levels = [own with { Sparsity = 0.8 }, own] }).Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_in_the_page_and_in_json()
    {
        var report = Tuned([Trial(1e-3, 0.20, 0.33), Trial(1e-2, 0.24, 0.22)]);
        Assert.Contains("too few to choose ridge", report.ToJson(), StringComparison.Ordinal);
        Assert.Equal(report.Warning, RunReport.Parse(report.ToJson()).Warning);
        using var page = new StringWriter();
        HtmlReport.Write(report, page);
        Assert.Contains("<b>Warning.</b> The held-out samples are too few", page.ToString(), StringComparison.Ordinal);
    }

    private static RunReport Tuned(params TrialReport[][] choices) =>
        Sample.Report() with { Stages = [.. choices.Select(trials => Sample.Stage(0.9, 2_000) with { Trials = trials })] };

    private static TrialReport Trial(double ridge, double even, double odd) => new(ridge, 0.03, (even + odd) / 2) { EvenLoss = even, OddLoss = odd };
}
