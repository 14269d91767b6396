using Chita.Grains.Schedules;

namespace Chita.Grains.Tests.Schedules;

/// <summary>Schedules of silos whose reminders do not outlive them.</summary>
[Collection(SiloCollection.Name)]
public sealed class ScheduleWakingTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_silo_that_wakes_them_at_its_start_has_them_fire_without_any_reminder()
    {
        await using var silos = await ScheduledSilos.StartAsync(1, Midnight);
        var first = silos.Silos.Addresses.Single();
        await silos.Grain.Add(ScheduledSilos.Text("0 * * * *", "UTC", "concurrency: allow"));
        await silos.Silos.Service<IReminderTable>(first).TestOnlyClearTable(TestContext.Current.CancellationToken);
        await silos.Silos.AddAsync();
        await silos.Silos.StopAsync(first);

        silos.Clock.AdvanceTo(Midnight.AddMinutes(30));
        Assert.Equal(1, await ScheduleIndex.WakeAsync(silos.Silos.Grains));
        for (var hour = 1; hour <= 3; hour++)
        {
            silos.Clock.AdvanceTo(Midnight.AddHours(hour));
            await silos.UntilAsync(() => Task.FromResult(silos.Door.Begun.Count == hour), TimeSpan.FromSeconds(1)); // nobody asks for the schedule
        }

        Assert.Equal(["nightly-20260101t010000z", "nightly-20260101t020000z", "nightly-20260101t030000z"], silos.Door.Begun);
    }
}
