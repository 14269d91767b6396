using Chita.Pruning.Schedules;

namespace Chita.Core.Tests.Pruning;

public sealed class StageScheduleTests
{
    private static readonly StageScheduleKind[] Formulas = [.. Enum.GetValues<StageScheduleKind>().Where(kind => kind != StageScheduleKind.Adaptive)];

    private static readonly Gen<StageScheduleKind> Kinds = Gen.Int[0, Formulas.Length - 1].Select(i => Formulas[i]);

    private static decimal[] Stages(StageScheduleKind kind, int count, decimal start, decimal target)
    {
        var schedule = new StageSchedule(kind, count, start, target);
        return [.. Enumerable.Range(0, count).Select(schedule.SparsityAt)];
    }

    // 0.1 + 0.7·(8/7)·(1 − 2^(−t)): 0.1, 0.1 + 0.8·½, 0.1 + 0.8·¾, 0.1 + 0.8·⅞
    [Fact]
    public void Exponential_halves_its_steps() =>
        Assert.Equal([0.1m, 0.5m, 0.7m, 0.8m], Stages(StageScheduleKind.Exponential, 4, 0.1m, 0.8m));

    // 0.9 − 0.8·(1 − t/4)³: 0.8·(1, 27/64, 1/8, 1/64, 0) = 0.8, 0.3375, 0.1, 0.0125, 0
    [Fact]
    public void Cubic_slows_down_towards_the_target() =>
        Assert.Equal([0.1m, 0.5625m, 0.8m, 0.8875m, 0.9m], Stages(StageScheduleKind.Cubic, 5, 0.1m, 0.9m));

    [Fact]
    public void Linear_takes_equal_steps() =>
        Assert.Equal([0.1m, 0.3m, 0.5m, 0.7m, 0.9m], Stages(StageScheduleKind.Linear, 5, 0.1m, 0.9m));

    [Fact]
    public void Constant_is_the_target_throughout() =>
        Assert.Equal([0.9m, 0.9m, 0.9m], Stages(StageScheduleKind.Constant, 3, 0.1m, 0.9m));

    // (1 − 0.2)·½^(t+1): keeps 0.4, 0.2, 0.1
    [Fact]
    public void Geometric_keeps_the_same_share_of_what_is_left_in_each_stage() =>
        Assert.Equal([0.6m, 0.8m, 0.9m], Stages(StageScheduleKind.Geometric, 3, 0.2m, 0.9m).Select(s => Math.Round(s, 26)));

    // ρ = 0.1^(1/20): 1 − 0.1^(1/20) = 0.10874906186625…, 1 − 0.1^(1/2) = 0.68377223398316…
    [Fact]
    public void Geometric_has_the_root_to_many_digits()
    {
        var stages = Stages(StageScheduleKind.Geometric, 20, 0m, 0.9m);

        Assert.Equal(0.10874906186625m, Math.Round(stages[0], 14));
        Assert.Equal(0.68377223398316m, Math.Round(stages[9], 14));
    }

    [Fact]
    public void One_stage_is_the_target_for_every_formula() =>
        Gen.Select(Kinds, Gen.Decimal[0m, 0.999m]).Sample((kind, target) => Assert.Equal([target], Stages(kind, 1, 0.5m, target)));

    [Fact]
    public void Stages_never_fall_begin_at_or_above_start_and_end_exactly_at_the_target() =>
        Gen.Select(Kinds, Gen.Int[2, 120], Gen.Decimal[0m, 1m], Gen.Decimal[0m, 0.99999m]).Sample((kind, count, share, target) =>
        {
            var start = Math.Min(target, target * share);
            var stages = Stages(kind, count, start, target);

            Assert.True(stages[0] >= start);
            Assert.Equal(target, stages[^1]);
            Assert.All(stages.Zip(stages.Skip(1)), pair => Assert.True(pair.First <= pair.Second));
        }, iter: 500);

    [Fact]
    public void A_thousand_stages_stay_in_order_and_in_range() =>
        Assert.All(Formulas, kind =>
        {
            var stages = Stages(kind, 1000, 0.1m, 0.999m);
            Assert.Equal(stages.Order(), stages);
            Assert.Equal(0.999m, stages[^1]);
        });

    [Fact]
    public void Refuses_what_is_out_of_range()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StageSchedule(StageScheduleKind.Linear, 0, 0.1m, 0.9m));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StageSchedule(StageScheduleKind.Linear, 2, 0.95m, 0.9m));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StageSchedule(StageScheduleKind.Linear, 2, 0.1m, 1m));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StageSchedule(StageScheduleKind.Linear, 2, 0.1m, 0.9m).SparsityAt(2));
    }
}
