namespace Chita.Grains.Tests.Schedules;

/// <summary>Ended campaigns beyond the history go with their fires, whatever is lost on the way.</summary>
[Collection(SiloCollection.Name)]
public sealed class ScheduleHistoryTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task The_last_ended_campaigns_are_kept_and_older_ones_forgotten_in_order(int history)
    {
        await using var silos = await StartAsync(history);
        for (var hour = 1; hour <= 5; hour++)
            await FireAsync(silos, hour);
        await silos.UntilAsync(status => status.Fires.Count == history, TimeSpan.FromSeconds(30));
        Assert.Equal(Enumerable.Range(1, 5 - history).Select(Campaign), silos.Door.Forgotten);
        Assert.Equal(5, silos.Door.Begun.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_campaign_whose_answer_is_lost_or_that_is_not_done_yet_is_asked_again(bool lost)
    {
        await using var silos = await StartAsync(history: 0);
        var asked = 0;
        silos.Door.AfterForget = _ => Interlocked.Increment(ref asked) > 3 || (lost ? throw new TimeoutException("Nobody answers.") : false);
        await FireAsync(silos, 1);
        await silos.UntilAsync(status => status.Fires is [] && asked > 3, TimeSpan.FromSeconds(30));
        Assert.Equal([Campaign(1)], silos.Door.Forgotten);
        Assert.Equal([Campaign(1)], silos.Door.Begun);
    }

    [Fact]
    public async Task Whoever_wakes_it_next_goes_on_with_what_was_to_be_forgotten()
    {
        await using var silos = await StartAsync(history: 0);
        silos.Door.AfterForget = _ => throw new TimeoutException("Nobody answers.");
        await FireAsync(silos, 1);
        await silos.UntilAsync(_ => !silos.Door.Forgotten.IsEmpty, TimeSpan.FromSeconds(30));
        await silos.DeactivateAsync();
        silos.Door.AfterForget = null;
        await silos.UntilAsync(status => status.Fires is [], TimeSpan.FromSeconds(30));
        Assert.Equal([Campaign(1)], silos.Door.Begun);
    }

    private static async Task<ScheduledSilos> StartAsync(int history)
    {
        var silos = await ScheduledSilos.StartAsync(1, Midnight);
        silos.Door.EndAtOnce = true;
        await silos.Grain.Add(ScheduledSilos.Text("0 * * * *", "UTC", $"history: {history}"));
        return silos;
    }

    private static async Task FireAsync(ScheduledSilos silos, int hour)
    {
        silos.Clock.AdvanceTo(Midnight.AddHours(hour));
        await silos.UntilAsync(_ => silos.Door.Begun.Count == hour, TimeSpan.FromSeconds(1));
    }

    private static string Campaign(int hour) => $"nightly-20260101t{hour:00}0000z";
}
