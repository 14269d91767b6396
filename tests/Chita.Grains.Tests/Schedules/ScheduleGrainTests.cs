using Chita.Grains.Campaigns;
using Chita.Grains.Schedules;

namespace Chita.Grains.Tests.Schedules;

/// <summary>Schedules on silos, by a virtual clock: each instant fires once, whatever dies.</summary>
[Collection(SiloCollection.Name)]
public sealed class ScheduleGrainTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_silo_that_dies_between_decision_and_start_loses_nothing_and_doubles_nothing()
    {
        await using var silos = await ScheduledSilos.StartAsync(2, Midnight);
        var dead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var killed = 0;
        silos.Door.Before = async _ =>
        {
            if (Interlocked.Exchange(ref killed, 1) != 0)
                return;
            // Decided and written: now the grain's silo dies, and the campaign has not begun.
            var victim = await Residence(silos);
            await Task.Run(() => silos.Silos.KillAsync(victim));
            dead.SetResult();
            throw new TimeoutException("Nobody is there any more.");
        };
        await silos.Grain.Add(ScheduledSilos.Text("0 * * * *"));
        silos.Clock.AdvanceTo(Midnight.AddHours(1));
        await dead.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await silos.UntilAsync(status => status.Fires is [{ State: FireState.Running }], TimeSpan.FromSeconds(1));

        Assert.Equal(["nightly-20260101t010000z"], silos.Door.Begun);
        Assert.True(silos.Door.Starts >= 2);
    }

    [Fact]
    public async Task The_reminder_wakes_a_schedule_whose_silo_died()
    {
        await using var silos = await ScheduledSilos.StartAsync(2, Midnight);
        await silos.Grain.Add(ScheduledSilos.Text("0 * * * *"));
        await silos.Silos.KillAsync(await Residence(silos));
        for (var minute = 1; minute <= 60 || silos.Door.Begun.Count == 0; minute++) // nobody asks for the schedule
        {
            Assert.True(minute < 120, "The schedule was not woken within the hour.");
            silos.Clock.AdvanceTo(Midnight.AddMinutes(minute));
            await Task.Delay(minute < 60 ? 50 : 1000, TestContext.Current.CancellationToken); // for the table of reminders to be read by who is left
        }

        Assert.Equal(["nightly-20260101t010000z"], silos.Door.Begun);
    }

    [Fact]
    public async Task Two_activations_fire_once_between_them()
    {
        await using var silos = await ScheduledSilos.StartAsync(1, Midnight);
        await silos.Grain.Add(ScheduledSilos.Text("0 * * * *", "UTC", "concurrency: allow"));
        // The record as another activation would write it: it fired at one.
        var other = await silos.ReadAsync() with
        {
            Decided = Midnight.AddHours(1),
            Fires = [new FireRecord { Nominal = Midnight.AddHours(1), State = FireState.Ended, Outcome = CampaignState.Succeeded }],
            Writer = Guid.NewGuid(),
        };
        await silos.WriteAsync(other);
        silos.Clock.AdvanceTo(Midnight.AddHours(1));
        await silos.UntilAsync(status => status.Fires is [{ State: FireState.Ended }]);
        Assert.Empty(silos.Door.Begun);
        silos.Clock.AdvanceTo(Midnight.AddHours(2));
        await silos.UntilAsync(status => status.Fires is [_, { State: FireState.Running }], TimeSpan.FromSeconds(1));
        Assert.Equal(["nightly-20260101t020000z"], silos.Door.Begun);
    }

    [Theory]
    [InlineData("none", 0)]
    [InlineData("latest", 1)]
    public async Task What_was_missed_is_caught_up_as_asked(string catchUp, int fires)
    {
        await using var silos = await ScheduledSilos.StartAsync(1, Midnight);
        await silos.Grain.Add(ScheduledSilos.Text("0 * * * *", "UTC", $"catchUp: {catchUp}"));
        silos.Clock.AdvanceTo(Midnight.AddHours(5.5));
        await silos.UntilAsync(status => status.Fires.Count == 5 && status.Fires.All(fire => fire.State != FireState.Firing), TimeSpan.FromSeconds(1));
        Assert.Equal(fires, silos.Door.Begun.Count);
        Assert.All(silos.Door.Begun, campaign => Assert.Equal("nightly-20260101t050000z", campaign));
    }

    [Fact]
    public async Task Replace_cancels_and_begins_when_the_earlier_one_has_ended()
    {
        await using var silos = await ScheduledSilos.StartAsync(1, Midnight);
        await silos.Grain.Add(ScheduledSilos.Text("0 * * * *", "UTC", "concurrency: replace"));
        silos.Clock.AdvanceTo(Midnight.AddHours(1));
        await silos.UntilAsync(status => status.Fires is [{ State: FireState.Running }]);
        silos.Clock.AdvanceTo(Midnight.AddHours(2));
        await silos.UntilAsync(status => status.Fires is [_, { State: FireState.Waiting }] && !silos.Door.Cancelled.IsEmpty, TimeSpan.FromSeconds(1));
        Assert.All(silos.Door.Cancelled, campaign => Assert.Equal("nightly-20260101t010000z", campaign));
        Assert.Single(silos.Door.Begun);

        silos.Door.End("nightly-20260101t010000z", CampaignState.Cancelled);
        await silos.UntilAsync(status => status.Fires is [{ Outcome: CampaignState.Cancelled }, { State: FireState.Running }], TimeSpan.FromSeconds(1));
        Assert.Equal(["nightly-20260101t010000z", "nightly-20260101t020000z"], silos.Door.Begun);
    }

    [Fact]
    public async Task Forbid_skips_and_says_why()
    {
        await using var silos = await ScheduledSilos.StartAsync(1, Midnight);
        await silos.Grain.Add(ScheduledSilos.Text("0 * * * *"));
        silos.Clock.AdvanceTo(Midnight.AddHours(1));
        await silos.UntilAsync(status => status.Fires is [{ State: FireState.Running }]);
        silos.Clock.AdvanceTo(Midnight.AddHours(2));
        var status = await silos.UntilAsync(status => status.Fires is [_, { State: FireState.Skipped }], TimeSpan.FromSeconds(1));
        Assert.Equal("nightly-20260101t010000z was running", status.Fires[1].Reason);
        silos.Door.End("nightly-20260101t010000z");
        silos.Clock.AdvanceTo(Midnight.AddHours(3));
        await silos.UntilAsync(status => status.Fires is [{ State: FireState.Ended }, _, { State: FireState.Running }], TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Suspend_resume_trigger_and_remove_do_what_they_say()
    {
        await using var silos = await ScheduledSilos.StartAsync(1, Midnight);
        silos.Door.EndAtOnce = true;
        await silos.Grain.Add(ScheduledSilos.Text("0 * * * *"));
        await silos.Grain.Add(ScheduledSilos.Text("0 * * * *")); // the same again
        Assert.Equal([ScheduledSilos.Name], await silos.Index.List());
        Assert.Contains("exists already with another text", (await Assert.ThrowsAsync<InvalidInputException>(() => silos.Grain.Add(ScheduledSilos.Text("1 * * * *")))).Message, StringComparison.Ordinal);

        await silos.Grain.Suspend();
        Assert.Null((await silos.Grain.GetStatus())!.Next);
        silos.Clock.AdvanceTo(Midnight.AddHours(3.25));
        await silos.Grain.Resume();
        Assert.Equal(Midnight.AddHours(4), (await silos.Grain.GetStatus())!.Next);
        Assert.Empty(silos.Door.Begun);

        var instant = Midnight.AddHours(3.25).AddMilliseconds(700);
        Assert.Equal(FireState.Running, (await silos.Grain.Trigger(instant)).State);
        await silos.Grain.Trigger(instant.AddMilliseconds(100)); // within the same second: it is the same fire
        Assert.Equal(["nightly-20260101t031500z"], silos.Door.Begun);

        await silos.Grain.Remove();
        Assert.Empty(await silos.Index.List());
        silos.Clock.AdvanceTo(Midnight.AddHours(9));
        Assert.Null(await silos.Grain.GetStatus());
        await Assert.ThrowsAsync<UnknownNameException>(silos.Grain.Remove);
        await Assert.ThrowsAsync<UnknownNameException>(silos.Grain.Suspend);
        await Assert.ThrowsAsync<UnknownNameException>(silos.Grain.Resume);
        await Assert.ThrowsAsync<UnknownNameException>(() => silos.Grain.Trigger(instant));
        Assert.Single(silos.Door.Begun);
    }

    [Fact]
    public async Task A_trigger_by_a_clock_that_is_minutes_wrong_is_refused()
    {
        await using var silos = await ScheduledSilos.StartAsync(1, Midnight);
        await silos.Grain.Add(ScheduledSilos.Text("0 * * * *", "UTC", "concurrency: allow"));
        foreach (var minutes in (int[])[-6, 6])
            Assert.Contains("set the clock that is wrong", (await Assert.ThrowsAsync<InvalidInputException>(() => silos.Grain.Trigger(Midnight.AddMinutes(minutes)))).Message, StringComparison.Ordinal);
        foreach (var minutes in (int[])[-5, 5])
            Assert.Equal(FireState.Running, (await silos.Grain.Trigger(Midnight.AddMinutes(minutes))).State);
        silos.Clock.AdvanceTo(Midnight.AddMinutes(50));
        await silos.Grain.Trigger(Midnight.AddMinutes(5)); // it is known
        Assert.Equal(2, silos.Door.Begun.Count);
    }

    [Fact]
    public async Task A_campaign_that_is_refused_is_noted()
    {
        await using var silos = await ScheduledSilos.StartAsync(1, Midnight);
        silos.Door.Before = _ => throw new InvalidInputException("no such network");
        await silos.Grain.Add(ScheduledSilos.Text("0 * * * *"));
        var fire = await silos.Grain.Trigger(Midnight);
        Assert.Equal((FireState.Refused, "no such network"), (fire.State, fire.Reason));
    }

    private static async Task<SiloAddress> Residence(ScheduledSilos silos)
    {
        var statistics = await silos.Silos.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return statistics.Single(grain => grain.GrainId == silos.Grain.GetGrainId()).SiloAddress;
    }
}
