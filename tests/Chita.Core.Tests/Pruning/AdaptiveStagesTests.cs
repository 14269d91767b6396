using Chita.Pruning.Schedules;

namespace Chita.Core.Tests.Pruning;

/// <summary>Stages go as far as predictions hold, stop at every level, and come to their end whatever the losses are.</summary>
public sealed class AdaptiveStagesTests
{
    private static readonly StageStep Right = new(0.2, 0.01, 0.04, 0.21), Wrong = new(0.2, 0.01, 0.04, 0.9), Lost = new(0.2, 0.01, 0.04, double.PositiveInfinity), Fair = new(0.2, 0.01, 0.04, 0.24), Costly = new(0.2, 0.09, 0.04, 0.29), Disappointing = new(0.2, -0.02, 0.04, 0.23);

    [Fact]
    public void Whatever_the_losses_every_level_is_answered_and_no_more_stages_are_taken_than_given()
    {
        Gen.Select(Gen.Int[10, 99].ArrayUnique[1, 8], Gen.Int[0, 40], Gen.Int[0, 3], Gen.OneOf(Gen.Const(Right), Gen.Const(Wrong), Gen.Const(Lost), Gen.Const(Fair), Gen.Const(Costly), Gen.Const(Disappointing)).Array[400]).Sample((percents, more, hold, steps) =>
        {
            decimal[] levels = [.. percents.Order().Select(percent => percent / 100m)];
            var course = new AdaptiveStages(levels.Length + more, hold, 0.05m, levels);
            var stages = Run(course, steps);
            Assert.Equal(levels, stages.SelectMany(stage => stage.Levels));
            Assert.Equal(levels[^1], stages[^1].Sparsity);
            Assert.All(stages.Zip(stages.Skip(1)), pair => Assert.True(pair.First.Sparsity <= pair.Second.Sparsity));
            Assert.All(levels, level => Assert.Equal(1 + hold, stages.Count(stage => stage.Sparsity == level)));
            Assert.True(stages.Count <= course.Most);
        });
    }

    [Fact]
    public void Where_stages_are_easy_few_do() => Assert.InRange(Run(new AdaptiveStages(40, 0, 0, [0.9m]), Endless(Right)).Count, 3, 20);

    [Theory, InlineData("lost"), InlineData("costly"), InlineData("disappointing")]
    public void Where_no_stage_is_all_are_used_and_each_goes_as_far(string stage)
    {
        var even = StagePlan.Create(StageScheduleKind.Geometric, 40, 0, 0, [0.9m]).Stages;
        var stages = Run(new AdaptiveStages(40, 0, 0, [0.9m]), Endless(stage switch { "lost" => Lost, "costly" => Costly, _ => Disappointing }));
        Assert.Equal(even.Select(stage => (double)stage.Sparsity), stages.Select(stage => (double)stage.Sparsity), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void What_easy_stages_save_shortens_the_later_ones()
    {
        var stages = Run(new AdaptiveStages(20, 0, 0, [0.9m]), [Right, Right, Right, .. Enumerable.Repeat(Costly, 40)]);
        var even = StagePlan.Create(StageScheduleKind.Geometric, 20, 0, 0, [0.9m]).Stages;
        Assert.Equal(20, stages.Count);
        Assert.True(stages[2].Sparsity > even[2].Sparsity);
        Assert.True((1 - stages[^1].Sparsity) / (1 - stages[^2].Sparsity) > (1 - even[^1].Sparsity) / (1 - even[^2].Sparsity));
    }

    [Fact]
    public void A_stage_too_long_is_halved_and_the_next_is_no_longer()
    {
        var course = new AdaptiveStages(10, 0, 0, [0.9m]);
        Assert.True(course.Tell(Right));
        var (from, first) = (FirstOf(10), course.Next!.Sparsity);
        Assert.False(course.Tell(Wrong));
        var second = course.Next!.Sparsity;
        Assert.Equal((1 - second) * (1 - second) / (1 - from), 1 - first, 12); // half as far, in powers of the kept share
        Assert.True(course.Tell(Fair));
        Assert.True((1 - course.Next!.Sparsity) / (1 - second) >= (1 - second) / (1 - from));
    }

    private static decimal FirstOf(int count) => new AdaptiveStages(count, 0, 0, [0.9m]).Next!.Sparsity;

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveStages(1, 0, 0, [0.5m, 0.9m]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveStages(3, -1, 0, [0.5m]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveStages(3, 0, 0.5m, [0.5m]));
    }

    private static List<PlannedStage> Run(AdaptiveStages course, IEnumerable<StageStep> steps)
    {
        var stages = new List<PlannedStage>();
        foreach (var step in steps)
        {
            if (course.Next is not { } stage)
                return stages;
            if (course.Tell(step))
                stages.Add(stage);
            else
                Assert.True(course.Next!.Sparsity < stage.Sparsity);
        }

        Assert.Null(course.Next);
        return stages;
    }

    private static IEnumerable<StageStep> Endless(StageStep step)
    {
        while (true)
            yield return step;
    }
}
