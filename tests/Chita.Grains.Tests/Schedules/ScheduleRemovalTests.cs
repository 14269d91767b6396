using Chita.Grains.Campaigns;
using Chita.Grains.Schedules;

namespace Chita.Grains.Tests.Schedules;

/// <summary>A removed schedule is gone, whoever still knows it; another one of its name lives, and fires nothing that was fired.</summary>
[Collection(SiloCollection.Name)]
public sealed class ScheduleRemovalTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ScheduleText Hourly = ScheduledSilos.Text("0 * * * *");

    [Fact]
    public async Task An_old_activation_fires_nothing_once_another_one_has_removed_the_schedule()
    {
        await using var silos = await ScheduledSilos.StartAsync(1, Midnight);
        await silos.Grain.Add(Hourly);
        await silos.WriteAsync(Fires.Remove(await silos.ReadAsync()) with { Writer = Guid.NewGuid() });
        Assert.NotNull(await silos.Grain.GetStatus()); // it knows nothing of it
        silos.Clock.AdvanceTo(Midnight.AddHours(1));
        await silos.UntilAsync(async () => await silos.Grain.GetStatus() is null, TimeSpan.FromSeconds(1));
        Assert.Equal(0, silos.Door.Starts);
    }

    [Fact]
    public async Task An_old_activation_that_had_decided_a_fire_starts_nothing_either()
    {
        await using var silos = await ScheduledSilos.StartAsync(1, Midnight);
        silos.Door.Before = _ => throw new TimeoutException("Nobody is there.");
        await silos.Grain.Add(Hourly);
        Assert.Equal(FireState.Firing, (await silos.Grain.Trigger(Midnight)).State);
        await silos.WriteAsync(Fires.Remove(await silos.ReadAsync()) with { Writer = Guid.NewGuid() });
        silos.Door.Before = null;
        await silos.UntilAsync(async () => await silos.Grain.GetStatus() is null, TimeSpan.FromSeconds(1));
        Assert.Empty(silos.Door.Begun);
    }

    [Fact]
    public async Task What_was_decided_is_started_before_removing_is_answered()
    {
        await using var silos = await ScheduledSilos.StartAsync(1, Midnight);
        silos.Door.Before = _ => throw new TimeoutException("Nobody is there.");
        await silos.Grain.Add(Hourly);
        await silos.Grain.Trigger(Midnight);
        Assert.Contains("is being started; ask again", (await Assert.ThrowsAsync<OrleansException>(silos.Grain.Remove)).Message, StringComparison.Ordinal);
        silos.Door.Before = null;
        await silos.Grain.Remove();
        Assert.Equal(["nightly-20260101t000000z"], silos.Door.Begun);
        Assert.Null(await silos.Grain.GetStatus());
    }

    [Fact]
    public async Task A_reminder_that_outlived_its_schedule_does_nothing_to_the_next_one_of_the_name()
    {
        await using var silos = await ScheduledSilos.StartAsync(1, Midnight);
        await silos.Grain.Add(Hourly);
        var old = (await silos.ReadAsync()).Id;
        await silos.Grain.Remove();
        await silos.Grain.Add(Hourly);
        Assert.NotEqual(old, (await silos.ReadAsync()).Id);
        await silos.Index.Add(ScheduledSilos.Name, old); // as if its removal had been cut short
        await silos.Remindable.ReceiveReminder(old, default, TestContext.Current.CancellationToken);
        Assert.Equal([ScheduledSilos.Name], await silos.Index.List());
        await silos.Grain.Remove();
        Assert.Empty(await silos.Index.List());
    }

    [Fact]
    public async Task A_reminder_that_an_old_activation_does_not_know_is_left_to_its_schedule()
    {
        await using var silos = await ScheduledSilos.StartAsync(1, Midnight);
        await silos.Grain.Add(Hourly);
        var record = await silos.ReadAsync();
        await silos.Index.Add(ScheduledSilos.Name, "fire-new"); // another activation has removed it and added it anew
        await silos.Index.Remove(ScheduledSilos.Name, record.Id);
        await silos.WriteAsync(record with { Id = "fire-new", Decided = Midnight.AddHours(1), Writer = Guid.NewGuid() });
        await silos.Remindable.ReceiveReminder("fire-new", default, TestContext.Current.CancellationToken);
        Assert.Equal([ScheduledSilos.Name], await silos.Index.List());
        Assert.Equal(Midnight.AddHours(2), (await silos.Grain.GetStatus())!.Next);
    }

    [Fact]
    public async Task A_new_schedule_of_the_name_fires_from_then_on_and_no_instant_again()
    {
        await using var silos = await ScheduledSilos.StartAsync(1, Midnight.AddMinutes(58));
        silos.Door.EndAtOnce = true;
        await silos.Grain.Add(Hourly);
        await silos.Grain.Trigger(Midnight.AddHours(1)); // by a clock that is ahead
        await silos.Grain.Remove();
        await silos.Grain.Add(ScheduledSilos.Text("*/30 * * * *"));
        Assert.Equal(Midnight.AddMinutes(90), (await silos.Grain.GetStatus())!.Next);
        Assert.Equal(FireState.Missed, (await silos.Grain.Trigger(Midnight.AddHours(1))).State);
        silos.Clock.AdvanceTo(Midnight.AddHours(1));
        silos.Clock.AdvanceTo(Midnight.AddMinutes(90));
        await silos.UntilAsync(status => status.Fires is [_, { State: not FireState.Firing }], TimeSpan.FromSeconds(1));
        Assert.Equal(["nightly-20260101t010000z", "nightly-20260101t013000z"], silos.Door.Begun);
        Assert.Equal(2, silos.Door.Starts);
    }

    [Fact]
    public async Task A_campaign_that_has_the_name_of_a_fire_stands_for_it_or_refuses_it()
    {
        await using var silos = await ScheduledSilos.StartAsync(1, Midnight);
        var spec = Hourly.Parse();
        foreach (var (hour, text) in new[] { (1, Hourly.Campaign(spec, Midnight.AddHours(1))), (2, Hourly.Campaign(spec, Midnight.AddHours(2)) with { FileName = "mine.yaml" }) })
            await silos.Silos.Grains.GetGrain<ICampaignGrain>(spec.CampaignName(Midnight.AddHours(hour))).Submit(text, again: false);
        await silos.Grain.Add(ScheduledSilos.Text("0 * * * *", "UTC", "concurrency: allow"));
        for (var hour = 1; hour <= 2; hour++)
        {
            silos.Clock.AdvanceTo(Midnight.AddHours(hour));
            await silos.UntilAsync(status => status.Fires.Count == hour && status.Fires.All(fire => fire.State != FireState.Firing), TimeSpan.FromSeconds(1));
        }

        Assert.Equal([FireState.Running, FireState.Refused], (await silos.Grain.GetStatus())!.Fires.Select(fire => fire.State));
        Assert.Equal(2, silos.Door.Begun.Count);
    }
}
