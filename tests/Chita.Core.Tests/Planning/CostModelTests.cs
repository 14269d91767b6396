using Chita.Blocks;
using Chita.Planning;

namespace Chita.Core.Tests.Planning;

public sealed class CostModelTests
{
    private static readonly MachineSpeeds Speeds = MachineSpeeds.Reference with { SampleSeconds = 1e-3 };

    public static TheoryData<string> Larger => ["weights", "rows", "stages", "iterations", "samples", "tensors", "latency", "calls", "answers", "ranking"];

    [Theory]
    [MemberData(nameof(Larger))]
    public void More_of_anything_takes_no_less(string what)
    {
        for (var factor = 1; factor < 8; factor++)
            Assert.True(Seconds(what, factor + 1) > Seconds(what, factor), $"{factor + 1} times the {what} take less than {factor} times.");
    }

    [Theory]
    [InlineData("threads")]
    [InlineData("network")]
    [InlineData("passes")]
    [InlineData("products")]
    public void A_better_machine_takes_less(string what)
    {
        for (var factor = 1; factor < 8; factor++)
            Assert.True(Seconds(what, factor + 1) < Seconds(what, factor), $"{factor + 1} times the {what} take more than {factor} times.");
    }

    [Fact]
    public void More_silos_solve_large_problems_faster()
    {
        var work = Plans.Work(1_000_000_000);
        double Solve(int silos) => Plans.Model(work, Plans.Silos(silos)).Solve(0.1).Total;
        Assert.InRange(Solve(1) / Solve(2), 1.7, 2);
        Assert.InRange(Solve(1) / Solve(16), 8, 16);
    }

    [Fact]
    public void Messages_decide_over_many_tiny_blocks()
    {
        var work = Plans.Work(10_000 * 256, 16) with { BlockSize = 256 };
        var cluster = Plans.Silos(4) with { Threads = 1, Cores = 0.5 };
        var model = Plans.Model(work, cluster);
        Assert.Equal(10_000, TreeShape.Of(work.Layout).Blocks);
        Assert.InRange(model.Collective(), model.Call(128, 2400), 1.2 * model.Call(128, 2400));
        Assert.Equal("messages", Planner.Plan(work, cluster).Dominant);
    }

    [Theory]
    [InlineData(1, 1, 0, 1, 2, 2)]
    [InlineData(64, 1, 0, 64, 2, 65)]
    [InlineData(65, 1, 2, 65, 3, 67)]
    [InlineData(4097, 1, 67, 4097, 4, 131)]
    public void The_tree_is_that_of_the_layout(long blocks, long layers, long branches, long all, int levels, long widest) =>
        Assert.Equal(
            new TreeShape(layers, branches, all, levels, widest), TreeShape.Of(new WeightLayout([new TensorSize("t", blocks * 256)], 256)));

    [Fact]
    public void Branches_are_those_of_the_tree()
    {
        var layout = new WeightLayout([new TensorSize("t", 300_000 * 7L)], 7);
        var (nodes, branches) = (layout.Tree(layout.Tensors[0]).Children, 0L);
        while (!nodes[0].IsBlock)
        {
            branches += nodes.Count;
            nodes = [.. nodes.SelectMany(node => node.Children)];
        }

        Assert.Equal(branches, TreeShape.Of(layout).Branches);
    }

    [Fact]
    public void Nothing_is_said_of_gradients_that_were_not_tried()
    {
        var report = Planner.Plan(Plans.Work(1_000_000), Plans.Silos());
        Assert.Equal((null, null), (report.Seconds.StageGradients, report.Seconds.Total));
    }

    [Fact]
    public void A_report_survives_its_JSON()
    {
        var report = Planner.Plan(Plans.Work(70_000_000_000, 1000), Plans.Silos(64, 1L << 38));
        Assert.Equal(report, PlanReport.Parse(report.ToJson()));
        Assert.Contains("\"matrixBytes\": 280000000000000", report.ToJson(), StringComparison.Ordinal);
    }

    private static double Seconds(string what, int factor)
    {
        var work = Plans.Work(20_000_000, 200) with { Rows = 200, BatchSize = 4 };
        var cluster = Plans.Silos(4) with { Speeds = Speeds, Network = 1e7 };
        (work, cluster) = what switch
        {
            "weights" => (Plans.Work(20_000_000L * factor, 200) with { BatchSize = 4 }, cluster),
            "rows" => (work with { Rows = 200 * factor }, cluster),
            "stages" => (work with { KeptShares = [.. Enumerable.Repeat(0.1, factor)] }, cluster),
            "iterations" => (work with { Iterations = 5 * factor }, cluster),
            "samples" => (work with { BatchSize = 10_000 * factor }, cluster),
            "tensors" => (Plans.Work(20_000_000, 200, 300 * factor), cluster),
            "latency" => (work, cluster with { Latency = 1e-4 * factor }),
            "calls" => (work, cluster with { Speeds = Speeds with { LocalCallSeconds = 1e-3 * factor } }),
            "answers" => (work, cluster with { Speeds = Speeds with { AnswerSeconds = 1e-3 * factor } }),
            "ranking" => (work, cluster with { Speeds = Speeds with { RankSeconds = 1e-9 * factor } }),
            "threads" => (work, cluster with { Threads = factor, Cores = factor }),
            "network" => (work, cluster with { Network = 1e7 * factor }),
            "passes" => (work, cluster with { Speeds = Speeds with { PassPerThread = 1e9 * factor, PassPerSilo = 1e12 } }),
            _ => (work, cluster with { Speeds = Speeds with { GramFlops = 1e9 * factor } }),
        };
        return Planner.Plan(work, cluster).Seconds.Total!.Value;
    }
}
