using System.Globalization;
using Chita.Core.Tests.Scheduling;
using Chita.Grains.Schedules;

namespace Chita.Grains.Tests.Schedules;

/// <summary>
/// Schedules on a silo over every change of the clock of every zone from 2024 to 2030, on one virtual clock. What they are to fire was found by walking the
/// minutes of the system's own zone files.
/// </summary>
[Collection(SiloCollection.Name)]
public sealed class ClockChangeTests
{
    private static readonly TimeSpan Around = TimeSpan.FromHours(3);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task Each_instant_around_a_change_of_the_clock_fires_once()
    {
        var windows = Windows("*/30 * * * *", "15 0-3 * * *");
        await SweepAsync(windows, windows.SelectMany(window => window.Instants));
    }

    [Fact]
    public async Task A_silo_that_slept_over_a_change_of_the_clock_catches_up_the_latest_instant() =>
        await SweepAsync(Windows("*/30 * * * *"), [], "catchUp: latest", "startingDeadline: 1s", "history: 100");

    /// <summary>Lets the clock go from stop to stop, and compares what fired with what was due.</summary>
    /// <param name="windows">When schedules are not suspended: their beginnings and ends are stops.</param>
    /// <param name="stops">More of them.</param>
    /// <param name="more">More keys of each schedule.</param>
    private static async Task SweepAsync(IReadOnlyList<Window> windows, IEnumerable<DateTimeOffset> stops, params string[] more)
    {
        var before = windows.Min(window => window.From) - Around;
        await using var silos = await ScheduledSilos.StartAsync(1, before);
        silos.Door.EndAtOnce = true;
        foreach (var schedule in windows.DistinctBy(window => window.Schedule))
            await silos.Of(schedule.Schedule).Add(ScheduledSilos.TextOf(schedule.Schedule, schedule.Cron, schedule.Zone, ["suspend: true", .. more]));

        var (due, missed) = (new List<string>(), 0);
        foreach (var stop in stops.Concat(windows.SelectMany(window => (DateTimeOffset[])[window.From, window.To])).Distinct().Order())
        {
            silos.Clock.AdvanceTo(stop);
            var open = windows.Where(window => window.From < stop && stop <= window.To).Select(window => (Window: window, Due: window.Due(before, stop))).ToList();
            due.AddRange(open.Where(it => it.Due.Count > 0).Select(it => it.Window.Campaign(it.Due[^1])));
            await Task.WhenAll(open.Where(it => it.Due.Count > 0).Select(it =>
                silos.UntilAsync(it.Window.Schedule, status => status.Fires.Any(fire => fire.Nominal == it.Due[^1] && fire.State != FireState.Firing), Tick)));
            missed += open.Sum(it => it.Window.Skip(it.Due));
            await Task.WhenAll(open.Where(it => it.Window.To == stop).Select(it => CloseAsync(silos, it.Window)));
            await Task.WhenAll(windows.Where(window => window.From == stop).Select(window => silos.Of(window.Schedule).Resume()));
            before = stop;
        }

        var fired = silos.Door.Begun;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{windows.Select(window => window.Schedule).Distinct().Count()} schedules around {windows.DistinctBy(window => (window.Zone, window.From)).Count()} changes of the clock in "
            + $"{windows.DistinctBy(window => window.Zone).Count()} zones: {due.Count} instants due, {fired.Count} fired, {due.Except(fired).Count()} not, "
            + $"{fired.Except(due).Count()} others, {fired.Count - fired.Distinct().Count()} twice; {missed} noted as missed");
        Assert.Equal(due.Order(StringComparer.Ordinal), fired.Order(StringComparer.Ordinal));
        Assert.Equal(due.Count, silos.Door.Starts);
    }

    private static async Task CloseAsync(ScheduledSilos silos, Window window)
    {
        await silos.Of(window.Schedule).Suspend();
        var notes = (await silos.Of(window.Schedule).GetStatus())!.Fires.Where(fire => fire.Nominal > window.From && fire.State is not (FireState.Running or FireState.Ended)).ToList();
        Assert.All(notes, note => Assert.Equal(FireState.Missed, note.State));
        Assert.Equal(window.Missed, notes.Select(note => note.Nominal));
    }

    private static List<Window> Windows(params string[] expressions) => [..
        from zone in ChangingZones.All
        let file = ZoneFile.Read(zone)
        from change in file.Changes(2024, 2030)
        from number in Enumerable.Range(0, expressions.Length)
        let name = $"{zone.ToLowerInvariant().Replace('/', '-').Replace('_', '-')}-{number}"
        select new Window(
            name, expressions[number], zone, change - Around, change + Around, MinuteWalk.Fires(expressions[number], file, change - Around, change + Around))];

    private sealed record Window(string Schedule, string Cron, string Zone, DateTimeOffset From, DateTimeOffset To, List<DateTimeOffset> Instants)
    {
        public List<DateTimeOffset> Missed { get; } = [];

        public List<DateTimeOffset> Due(DateTimeOffset after, DateTimeOffset until) => [.. Instants.Where(instant => instant > after && instant <= until)];

        /// <summary>All of what is due at once but the last is missed.</summary>
        public int Skip(List<DateTimeOffset> due)
        {
            Missed.AddRange(due.SkipLast(1));
            return Math.Max(due.Count - 1, 0);
        }

        public string Campaign(DateTimeOffset instant) => $"{Schedule}-{instant.UtcDateTime.ToString("yyyyMMdd't'HHmmss'z'", CultureInfo.InvariantCulture)}";
    }
}
