using Chita.Data;

namespace Chita.Core.Tests.Data;

public sealed class CalibrationPlanTests
{
    private static readonly Gen<(int Count, int Rows, int BatchSize, decimal Holdout, long Seed, int Stage)> GenPlan = Gen.Select(
        Gen.Int[1, 60], Gen.Int[1, 12], Gen.Int[1, 8], Gen.Int[0, 90].Select(percent => percent / 100m), Gen.Long, Gen.Int[0, 20])
        .Where(p => Math.Ceiling(p.Item4 * p.Item1) < p.Item1);

    [Fact]
    public void No_row_uses_a_held_out_sample() => GenPlan.Sample(p =>
    {
        var plan = Shuffled(p.Count, p.Rows * p.BatchSize, p.BatchSize, p.Holdout, p.Seed);
        var heldOut = plan.HoldoutSamples.Select(s => s.Index).ToHashSet();
        Assert.Equal((int)Math.Ceiling(p.Holdout * p.Count), heldOut.Count);
        Assert.DoesNotContain(Stage(plan, p.Stage), heldOut.Contains);
    });

    [Fact]
    public void Every_epoch_takes_every_available_sample_once() => GenPlan.Sample(p =>
    {
        var plan = Shuffled(p.Count, p.Rows * p.BatchSize, p.BatchSize, p.Holdout, p.Seed);
        var available = Enumerable.Range(0, p.Count).Except(plan.HoldoutSamples.Select(s => s.Index)).ToArray();
        foreach (var epoch in Stage(plan, p.Stage).Chunk(available.Length))
        {
            Assert.Equal(epoch.Length, epoch.Distinct().Count());
            Assert.Empty(epoch.Except(available));
        }
    });

    [Fact]
    public void The_same_seed_gives_the_same_rows_in_whatever_order_they_are_asked_for() => GenPlan.Sample(p =>
    {
        var plan = Shuffled(p.Count, p.Rows * p.BatchSize, p.BatchSize, p.Holdout, p.Seed);
        var again = Shuffled(p.Count, p.Rows * p.BatchSize, p.BatchSize, p.Holdout, p.Seed);
        for (var row = p.Rows - 1; row >= 0; row--)
        {
            _ = again.RowSamples(p.Stage + 1, row);
            Assert.Equal(plan.RowSamples(p.Stage, p.Rows - 1 - row), again.RowSamples(p.Stage, p.Rows - 1 - row));
        }
    });

    [Fact]
    public void Rows_asked_for_by_many_threads_are_the_same()
    {
        var plan = Shuffled(100, 960, 8, 0.1m, 7);
        var rows = Enumerable.Range(0, 240).AsParallel().AsOrdered().Select(i => plan.RowSamples(i % 2, i / 2)).ToArray();
        var alone = Shuffled(100, 960, 8, 0.1m, 7);
        for (var i = 0; i < rows.Length; i++)
            Assert.Equal(alone.RowSamples(i % 2, i / 2), rows[i]);
    }

    [Fact]
    public void Another_stage_epoch_or_seed_gives_other_rows()
    {
        var plan = Shuffled(100, 180, 10, 0.1m, 0);
        var stage0 = Stage(plan, 0);
        Assert.NotEqual(stage0, Stage(plan, 1));
        Assert.NotEqual(stage0[..90], stage0[90..]);
        Assert.NotEqual(stage0, Stage(Shuffled(100, 180, 10, 0.1m, 1), 0));
        Assert.NotEqual(plan.HoldoutSamples, Shuffled(100, 180, 10, 0.1m, 1).HoldoutSamples);
    }

    [Fact]
    public void Each_place_in_a_run_has_its_own_randomness()
    {
        var plan = Shuffled(10, 40, 4, 0, 0);
        var all = Enumerable.Range(0, 20).SelectMany(i => plan.RowSamples(i / 10, i % 10)).Select(s => s.Random);
        Assert.Equal(80, all.Distinct().Count());
    }

    [Fact]
    public void File_order_takes_samples_as_they_stand_and_holds_out_the_last()
    {
        var plan = new CalibrationPlan(10, 6, 2, 0.3m, 5, SampleOrder.File);
        Assert.Equal(3, plan.Rows);
        Assert.Equal([0, 1, 2, 3, 4, 5], Stage(plan, 0));
        Assert.Equal([0, 1, 2, 3, 4, 5], Stage(plan, 1));
        Assert.Equal([7, 8, 9], plan.HoldoutSamples.Select(s => s.Index));
    }

    [Theory]
    [InlineData(100, 0.07, 7), InlineData(30, 0.1, 3), InlineData(31, 0.1, 4), InlineData(5085, 0.05, 255), InlineData(10, 0, 0)]
    public void The_held_out_part_is_rounded_up_as_it_is_written(int count, double holdout, int expected) =>
        Assert.Equal(expected, Shuffled(count, 1, 1, (decimal)holdout, 0).HoldoutSamples.Count);

    [Theory]
    [InlineData(100, 10, 3, 0.0, "samples (10) must be a positive multiple of batchSize (3)")]
    [InlineData(100, 0, 1, 0.0, "samples (0)")]
    [InlineData(100, 10, 0, 0.0, "batchSize (0)")]
    [InlineData(100, 10, 1, 1.0, "holdout (1)")]
    [InlineData(100, 10, 1, -0.1, "holdout (-0.1)")]
    [InlineData(1, 1, 1, 0.5, "none are left")]
    [InlineData(100, 95, 1, 0.1, "95 samples in file order are asked for, but only 90 are there")]
    public void Impossible_numbers_are_refused_with_what_would_be_right(int count, int samples, int batchSize, double holdout, string message)
    {
        var error = Assert.Throws<InvalidInputException>(() => new CalibrationPlan(count, samples, batchSize, (decimal)holdout, 0, SampleOrder.File));
        Assert.Contains(message, error.Message);
    }

    private static CalibrationPlan Shuffled(int count, int samples, int batchSize, decimal holdout, long seed) =>
        new(count, samples, batchSize, holdout, seed, SampleOrder.Shuffled);

    private static int[] Stage(CalibrationPlan plan, int stage) =>
        [.. Enumerable.Range(0, plan.Rows).SelectMany(row => plan.RowSamples(stage, row)).Select(s => s.Index)];
}
