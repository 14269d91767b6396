using Chita.Pruning.Schedules;

namespace Chita.Core.Tests.Pruning;

/// <summary>One way from dense to sparse answers every level once, and never from a network that is sparser already.</summary>
public sealed class StagePlanTests
{
    private static readonly Gen<(StageScheduleKind Kind, int Count, int Hold, int[] Levels)> Plans = Gen.Select(
        Gen.Enum<StageScheduleKind>().Where(kind => kind != StageScheduleKind.Adaptive), Gen.Int[1, 30], Gen.Int[0, 4], Gen.Int[10, 99].ArrayUnique[1, 8]);

    [Fact]
    public void Every_level_is_answered_once_by_a_stage_that_reaches_it()
    {
        Plans.Sample(plan =>
        {
            decimal[] levels = [.. plan.Levels.Order().Select(percent => percent / 100m)];
            var stages = StagePlan.Create(plan.Kind, plan.Count, plan.Hold, 0.05m, levels).Stages;
            Assert.Equal(levels, stages.SelectMany(stage => stage.Levels));
            Assert.All(stages, stage => Assert.All(stage.Levels, level => Assert.True(level <= stage.Sparsity)));
            Assert.All(stages.Zip(stages.Skip(1)), pair => Assert.True(pair.First.Sparsity <= pair.Second.Sparsity));
            Assert.All(stages.Zip(stages.Skip(1)), pair => Assert.All(pair.Second.Levels, level => Assert.True(level >= pair.First.Sparsity)));
            Assert.Equal(levels[^1], stages[^1].Sparsity);
            Assert.InRange(stages.Count, plan.Count, plan.Count + plan.Hold * levels.Length);
        });
    }

    [Fact]
    public void A_run_to_one_sparsity_is_its_schedule_and_then_stays()
    {
        var schedule = new StageSchedule(StageScheduleKind.Exponential, 5, 0.1m, 0.9m);
        var stages = StagePlan.Create(StageScheduleKind.Exponential, 5, 2, 0.1m, [0.9m]).Stages;
        Assert.Equal([.. Enumerable.Range(0, 5).Select(schedule.SparsityAt), 0.9m, 0.9m], stages.Select(stage => stage.Sparsity));
        Assert.Equal([0.9m], stages[^1].Levels);
        Assert.All(stages.SkipLast(1), stage => Assert.Empty(stage.Levels));
    }

    [Fact]
    public void Stages_stop_at_the_levels_they_come_near_to()
    {
        var stages = StagePlan.Create(StageScheduleKind.Linear, 5, 0, 0.1m, [0.32m, 0.5m, 0.9m]).Stages;
        Assert.Equal([0.1m, 0.32m, 0.5m, 0.7m, 0.9m], stages.Select(stage => stage.Sparsity));
        Assert.Equal([[], [0.32m], [0.5m], [], [0.9m]], stages.Select(stage => stage.Levels));
    }

    [Fact]
    public void One_stage_answers_all_levels()
    {
        var stage = Assert.Single(StagePlan.Create(StageScheduleKind.Exponential, 1, 0, 0, [0.5m, 0.7m, 0.9m]).Stages);
        Assert.Equal(0.9m, stage.Sparsity);
        Assert.Equal([0.5m, 0.7m, 0.9m], stage.Levels);
    }

    [Fact]
    public void Levels_that_do_not_rise_are_refused()
    {
        Assert.Throws<ArgumentException>(() => StagePlan.Create(StageScheduleKind.Linear, 3, 0, 0, []));
        Assert.Throws<ArgumentException>(() => StagePlan.Create(StageScheduleKind.Linear, 3, 0, 0, [0.5m, 0.5m]));
        Assert.Throws<ArgumentException>(() => StagePlan.Create(StageScheduleKind.Linear, 3, 0, 0, [0.7m, 0.5m]));
    }
}
