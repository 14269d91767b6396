using Chita.Grains.Schedules;
using Chita.Scheduling;

namespace Chita.Grains.Tests.Schedules;

/// <summary>What a schedule decides, without any silo.</summary>
public sealed class FiresTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(59, "")]
    [InlineData(60, "01:00 Firing")]
    [InlineData(70, "01:00 Firing")]
    [InlineData(71, "01:00 Missed")]
    [InlineData(125, "01:00 Missed, 02:00 Firing")]
    [InlineData(135, "01:00 Missed, 02:00 Missed")]
    public void A_fire_may_be_as_late_as_its_deadline(int minutes, string fires) => Assert.Equal(fires, Shown(Fires.Advance(New(), Spec(), At(minutes))));

    [Fact]
    public void The_latest_missed_fire_is_caught_up_when_asked_for() =>
        Assert.Equal("01:00 Missed, 02:00 Firing", Shown(Fires.Advance(New(), Spec("catchUp: latest"), At(170))));

    [Fact]
    public void An_instant_is_decided_once()
    {
        var record = Fires.Advance(New(), Spec(), At(60));
        Assert.Same(record, Fires.Advance(record, Spec(), At(60)));
        Assert.Same(record, Fires.Advance(record, Spec(), At(65)));
        Assert.Same(record, Fires.Advance(record, Spec(), At(30))); // a clock that was put back
        Assert.Equal("01:00 Firing", Shown(Fires.Trigger(record, Spec("concurrency: allow"), At(60))));
    }

    [Theory]
    [InlineData("forbid", "01:00 Running, 02:00 Skipped")]
    [InlineData("allow", "01:00 Running, 02:00 Firing")]
    [InlineData("replace", "01:00 Running, 02:00 Waiting")]
    public void Concurrency_decides_while_an_earlier_one_runs(string concurrency, string fires) =>
        Assert.Equal(fires, Shown(Fires.Advance(WithOneRunning(), Spec($"concurrency: {concurrency}"), At(120))));

    [Fact]
    public void What_waits_fires_when_the_earlier_one_has_ended_and_gives_way_to_a_later_one()
    {
        var spec = Spec("concurrency: replace");
        var record = Fires.Advance(Fires.Advance(WithOneRunning(), spec, At(120)), spec, At(180));
        Assert.Equal("01:00 Running, 02:00 Skipped, 03:00 Waiting", Shown(record));
        record = Fires.With(record, record.Fires[0] with { State = FireState.Ended });
        Assert.Equal("01:00 Ended, 02:00 Skipped, 03:00 Firing", Shown(Fires.Advance(record, spec, At(190))));
    }

    [Fact]
    public void Suspended_nothing_fires_and_nothing_is_caught_up()
    {
        var spec = Spec("catchUp: latest", "concurrency: replace");
        var record = Fires.Suspend(Fires.Advance(WithOneRunning(), spec, At(120)));
        Assert.Equal("01:00 Running, 02:00 Skipped", Shown(record));
        record = Fires.Advance(record, spec, At(200));
        Assert.Equal("01:00 Running, 02:00 Skipped", Shown(record));
        record = Fires.Advance(Fires.Resume(record, At(215)), spec, At(239));
        Assert.Equal("01:00 Running, 02:00 Skipped", Shown(record));
        Assert.Equal("01:00 Running, 02:00 Skipped, 04:00 Waiting", Shown(Fires.Advance(record, spec, At(240))));
    }

    [Fact]
    public void A_trigger_fires_when_suspended_too_and_once()
    {
        var record = Fires.Trigger(Fires.Suspend(New()), Spec(), At(7));
        Assert.Equal("00:07 Firing", Shown(record));
        Assert.Same(record, Fires.Trigger(record, Spec(), At(7)));
    }

    [Fact]
    public void A_trigger_stands_for_the_calendar_at_the_same_instant()
    {
        var record = Fires.Trigger(New(), Spec("concurrency: allow"), At(60));
        Assert.Equal("01:00 Firing", Shown(Fires.Advance(record, Spec("concurrency: allow"), At(61))));
    }

    [Theory]
    [InlineData(361, "01:00, 03:00, 04:00")] // the second one runs, and two are kept
    [InlineData(300, "01:00, 03:00, 04:00")]
    [InlineData(245, "01:00, 03:00")] // what fired within five minutes may be asked for again
    public void Ended_fires_beyond_the_history_are_outlived_and_running_ones_are_not(int minutes, string outlived)
    {
        var (record, spec) = (New(), Spec("history: 2", "concurrency: allow"));
        for (var hour = 1; hour <= 6; hour++)
        {
            record = Fires.Advance(record, spec, At(60 * hour));
            record = Fires.With(record, record.Fires[^1] with { State = hour == 2 ? FireState.Running : FireState.Ended });
        }

        var found = Fires.Outlived(record, spec, At(minutes));
        Assert.Equal(outlived, string.Join(", ", found.Select(fire => $"{fire.Nominal:HH:mm}")));
        Assert.DoesNotContain(found[0], Fires.Without(record, found[0]).Fires);
    }

    [Fact]
    public void A_removed_schedule_leaves_the_instants_that_it_may_have_fired()
    {
        var spec = Spec("concurrency: allow");
        var record = Fires.Remove(Fires.Trigger(Fires.Advance(New(), spec, At(60)), spec, At(64)));
        Assert.Equal((At(64), ""), (record.Since, Shown(record)));
        Assert.Equal(At(64), Fires.Remove(record).Since);

        record = Fires.Trigger(record, spec, At(64)); // of a later schedule of the name
        Assert.Equal("01:04 Missed", Shown(record));
        Assert.Equal("01:04 Missed, 01:05 Firing", Shown(Fires.Trigger(record, spec, At(65))));
    }

    [Fact]
    public void Notes_do_not_grow_without_end()
    {
        var record = Fires.Advance(New(), Spec(), At(60 * 24 * 400));
        Assert.Equal(Fires.Notes, record.Fires.Count - record.Fires.Count(Fires.IsActive));
    }

    private static ScheduleRecord New() => new() { Decided = Midnight };

    private static ScheduleRecord WithOneRunning() => New() with { Decided = At(60), Fires = [new() { Nominal = At(60), State = FireState.Running }] };

    private static ScheduleSpec Spec(params string[] more) => ScheduledSilos.Text("0 * * * *", "UTC", more).Parse();

    private static DateTimeOffset At(int minutes) => Midnight.AddMinutes(minutes);

    private static string Shown(ScheduleRecord record) => string.Join(", ", record.Fires.Select(fire => $"{fire.Nominal:HH:mm} {fire.State}"));
}
