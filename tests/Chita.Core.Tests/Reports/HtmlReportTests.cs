using Chita.Reports;

namespace Chita.Core.Tests.Reports;

public sealed class HtmlReportTests
{
    private static string Page(RunReport report)
    {
        var writer = new StringWriter();
        HtmlReport.Write(report, writer);
        return writer.ToString();
    }

    [Fact]
    public void Shows_the_three_metrics_the_counts_and_the_limits_of_the_certificate()
    {
        var page = Page(Sample.Report());
        Assert.All(["97.85", "97.15", "81.25", "−0.70 points", "2,000</b> of 20,000", "0.34 %", "sha256:", "The certificate speaks of the quadratic model, not of accuracy"],
            text => Assert.Contains(text, page));
    }

    [Fact]
    public void Fetches_and_runs_nothing()
    {
        var page = Page(Sample.Report());
        Assert.All(["<script", "http:", "https:", "url(", "@import", "<link", "<img", " src="], text => Assert.DoesNotContain(text, page));
    }

    [Fact]
    public void Text_is_encoded_wherever_it_comes_from()
    {
        const string hostile = "<script>alert('&\"1\"')</script>";
        var page = Page(Sample.Report() with
        {
            Name = hostile, Method = hostile, State = hostile, Digest = hostile, Metric = hostile,
            Layers = [new LayerReport(hostile, 0, 0)], Files = [new FileRecord(hostile, 1, hostile)],
        });
        Assert.DoesNotContain("<script", page);
        Assert.Contains("&lt;script&gt;", page);
    }

    [Fact]
    public void A_new_budget_says_whose_scores_it_was_chosen_by_and_that_nothing_was_solved()
    {
        var repriced = Sample.Report() with
        {
            Repriced = new RepriceReport("sha256:<run>", "sha256:network", "sha256:scores", 0.9),
            Stages = [Sample.Stage(0.95, 1_000) with { Objective = null, Gap = null }],
        };
        Assert.All(["scores of a run at sparsity 0.9, whose manifest is sha256:&lt;run&gt;.", "No gradients were computed", "the objective was not computed"], text => Assert.Contains(text, Page(repriced)));
        Assert.DoesNotContain("Repriced", Page(Sample.Report()));
        var read = RunReport.Parse(repriced.ToJson());
        Assert.Equal((repriced.Repriced, null), (read.Repriced, read.Stages[0].Objective));
    }

    [Fact]
    public void Numbers_that_are_unknown_or_not_finite_are_dashes()
    {
        var page = Page(Sample.Report() with
        {
            Dense = null, Pruned = double.NaN, Magnitude = double.PositiveInfinity,
            Stages = [Sample.Stage(0.9, 1) with { Objective = double.NaN, LowerBound = null, Gap = null, Seconds = double.NaN }],
        });
        Assert.DoesNotContain("NaN", page);
        Assert.DoesNotContain("∞", page);
        Assert.Contains("–", page);
    }

    [Fact]
    public void What_the_network_takes_and_rests_on_is_said_with_who_gains_by_it()
    {
        var page = Page(SampleFrontier.Report());
        Assert.All(["1.03 MiB", "120,345 bytes, 11.14 %", "98,304 bytes", "8,000 samples in batches of 16: 500 gradients", "changed by crop, mixup", "labels drawn from the dense network’s answers", "held out 10 %", "seed 7"], text => Assert.Contains(text, page));
        Assert.Contains("GPUs do not", page);
        Assert.Contains("cuSPARSELt", Page(SampleFrontier.Report() with { Pattern = "2:4" }));
        Assert.Contains("sparse tensor cores of GPUs take 2:4 alone", Page(SampleFrontier.Report() with { Pattern = "4:8" }));
        Assert.Contains("once they are cut out", Page(SampleFrontier.Report() with { Pattern = "rows:16" }));
    }
}
