using System.Text.RegularExpressions;
using System.Xml.Linq;
using Chita.Reports;

namespace Chita.Core.Tests.Reports;

/// <summary>What the charts of a page show, and to whom.</summary>
public sealed partial class HtmlReportChartTests
{
    [Fact]
    public void A_frontier_shows_quality_loss_gap_layers_and_the_choice_of_the_ridge()
    {
        var charts = Charts(SampleFrontier.Report());
        Assert.Equal(
            [
                "Quality over sparsity. Across: sparsity, %. Up: accuracy, %. dense: 97.85. magnitude: 96.98 at 50, 30.3 at 98. chita: 97.99 at 50, 93.83 at 98.",
                "Loss on held-out samples over sparsity. Across: sparsity, %. Up: held-out loss. chita: 0.1012 at 50, 0.3552 at 98.",
                "Gap to the best choice over sparsity. Across: sparsity, %. Up: gap, %. gap: 0.002 at 50, 1.05 at 98.",
            ], charts.Take(3).Select(Label));
        Assert.StartsWith("Sparsity of each layer, at each level.", Label(charts[3]), StringComparison.Ordinal);
        Assert.EndsWith("chosen: 0.42 at 0.01.", Label(charts[4]), StringComparison.Ordinal);
        Assert.All(charts, chart => Assert.Equal("img", (string?)chart.Attribute("role")));
    }

    [Fact]
    public void A_frontier_has_a_table_of_its_levels_without_columns_that_hold_nothing()
    {
        var levels = Table(SampleFrontier.Report());
        Assert.Equal(["sparsity", "kept", "accuracy, chita", "accuracy, magnitude", "held-out loss", "gap", "ridge", "first order", "stage"], levels[0]);
        Assert.Equal(["50 %", "10,000", "97.99 %", "96.98 %", "0.10117", "0.002 %", "0.01", "0.0625", "1"], levels[1]);
        Assert.Equal(7, levels.Length);

        var unmeasured = SampleFrontier.Report() with
        {
            Metric = null,
            Levels = [.. SampleFrontier.Report().Levels.Select(level => level with { Pruned = null, Magnitude = null, HeldOutLoss = null, Gap = double.NaN })],
        };
        Assert.Equal(["sparsity", "kept", "ridge", "first order", "stage"], Table(unmeasured)[0]);
        Assert.DoesNotContain(Charts(unmeasured), chart => Label(chart).StartsWith("Quality", StringComparison.Ordinal));
    }

    [Fact]
    public void Several_stages_show_objective_bound_and_gap_and_a_single_one_shows_no_chart()
    {
        Assert.Equal(["Objective and bound over stages", "Gap to the best choice over stages"], Charts(Sample.Report()).Select(chart => Label(chart).Split('.')[0]));
        Assert.Empty(Charts(Sample.Report() with { Stages = [Sample.Stage(0.9, 2_000)] }));
        Assert.Empty(Charts(SampleFrontier.Report() with { Levels = [SampleFrontier.Level(0.9) with { Trials = [] }] }));
    }

    [Fact]
    public void The_choice_of_the_first_order_alone_is_shown_over_the_first_order()
    {
        IReadOnlyList<TrialReport> trials = [new(1e-3, 0.0625, 0.4), new(1e-3, 0.25, 7.5), new(1e-3, 0, null)];
        var page = Sample.Report() with { Stages = [Sample.Stage(0.9, 2_000) with { Trials = trials }] };
        Assert.Equal("Loss on held-out samples over first order. Across: first order α. Up: held-out loss. loss: 0.4 at 0.0625, 7.5 at 0.25. chosen: 0.4 at 0.0625.", Label(Assert.Single(Charts(page))));
        Assert.Contains("of 3 trials, ridge <b>0.001</b> and first order <b>0.0625</b>", Page(page));
        Assert.Contains("1 led to no network", Page(page));
    }

    [Fact]
    public void Charts_are_drawn_in_colours_of_the_page_and_fetch_nothing()
    {
        var page = Page(SampleFrontier.Report(layers: 200));
        Assert.All(["rgb(", "black", "<image", "http:", "url(", "font-family=", " id="], text => Assert.DoesNotContain(text, Plots(page)));
        Assert.All(["var(--accent)", "var(--other)", "var(--quiet)"], text => Assert.Contains(text, Plots(page)));
    }

    [Fact]
    public void The_same_report_gives_the_same_page() => Assert.Equal(Page(SampleFrontier.Report()), Page(SampleFrontier.Report()));

    [Fact]
    public void No_numbers_and_no_names_break_a_page()
    {
        const string hostile = "<script>\u0001\uD800&\"";
        Gen.Double.Array[3].Sample(x =>
        {
            var level = SampleFrontier.Level(0.9) with { Pruned = x[0], Magnitude = x[1], HeldOutLoss = x[2], Gap = x[0], Trials = [new(x[0], x[1], x[2]), new(x[1], x[2], x[0])] };
            var page = Page(SampleFrontier.Report() with
            {
                Method = hostile, Metric = hostile, Dense = x[2],
                Levels = [level with { Sparsity = 0.5, Layers = [new(hostile, 0, 0), new(hostile, 3, 1)] }, SampleFrontier.Level(0.7), level],
            });
            Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
            Assert.DoesNotContain("NaN", Plots(page), StringComparison.Ordinal);
            _ = Charts(page);
        });
    }

    private static string Page(RunReport report)
    {
        var writer = new StringWriter();
        HtmlReport.Write(report, writer);
        return writer.ToString();
    }

    private static XElement[] Charts(RunReport report) => Charts(Page(report));

    private static XElement[] Charts(string page) => [.. Plot().Matches(page).Select(match => XElement.Parse(match.Value))];

    private static string Plots(string page) => string.Concat(Plot().Matches(page).Select(match => match.Value));

    private static string Label(XElement chart) => (string)chart.Attribute("aria-label")!;

    /// <summary>The cells of the page's first table.</summary>
    private static string[][] Table(RunReport report) =>
        [.. Row().Matches(FirstTable().Match(Page(report)).Value).Select(row => Cell().Matches(row.Value).Select(cell => cell.Groups[1].Value).ToArray())];

    [GeneratedRegex("<svg class=\"plot\".*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Plot();

    [GeneratedRegex("<table>.*?</table>", RegexOptions.Singleline)]
    private static partial Regex FirstTable();

    [GeneratedRegex("<tr>.*?</tr>")]
    private static partial Regex Row();

    [GeneratedRegex("<t[hd]>(.*?)</t[hd]>")]
    private static partial Regex Cell();
}
