using System.Globalization;
using Chita.Scheduling;

namespace Chita.Core.Tests.Scheduling;

/// <summary>Cron expressions where clocks change.</summary>
public sealed class CronCalendarTests
{
    private static readonly string[] Expressions =
    [
        "30 2 * * *", "*/30 * * * *", "0 * * * *", "15 1-3 * * *", "0 0 * * *", "* * * * *", "45 23,0,1 * * *", "59 1 * * 0", "0 3 * 3,4,9,10 *",
    ];

    public static TheoryData<string> Zones => [.. ChangingZones.All];

    [Theory, MemberData(nameof(Zones))]
    public void Every_change_of_the_clock_from_2024_to_2030_has_no_double_and_no_miss(string zone)
    {
        var file = ZoneFile.Read(zone);
        var changes = file.Changes(2024, 2030).ToList();
        Assert.NotEmpty(changes);
        foreach (var expression in Expressions)
        {
            var calendar = CronCalendar.Parse(expression, zone);
            foreach (var change in changes)
            {
                var (from, to) = (change.AddHours(-36), change.AddHours(36));
                var expected = MinuteWalk.Fires(expression, file, from, to);
                var actual = calendar.Between(from, to).ToList();
                Assert.True(expected.SequenceEqual(actual), $"{expression}, {zone}, {change:u}: {string.Join(", ", expected.Except(actual))} missing, {string.Join(", ", actual.Except(expected))} too many");
                // From wherever one asks, the answer is the same: also in the middle of an hour that comes twice.
                for (var after = change.AddHours(-4); after < change.AddHours(4); after = after.AddMinutes(17))
                    Assert.Equal(expected.Cast<DateTimeOffset?>().FirstOrDefault(fire => fire > after) ?? calendar.Next(to), calendar.Next(after));
            }
        }
    }

    [Theory]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-29T01:00Z")] // 2:30 is skipped: the gap ends at 3:00
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", "2026-10-25T00:30Z")] // 2:30 comes twice: the first
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30Z", "2026-10-26T01:30Z")]
    [InlineData("*/30 * * * *", "Europe/Berlin", "2026-03-29T00:30Z", "2026-03-29T01:00Z")]
    [InlineData("*/30 * * * *", "Europe/Berlin", "2026-10-25T00:30Z", "2026-10-25T02:00Z")]
    [InlineData("0 0 * * *", "America/Havana", "2026-03-07T12:00Z", "2026-03-08T05:00Z")] // midnight itself is skipped
    [InlineData("@daily", "UTC", "2026-01-01T00:00:00.5Z", "2026-01-02T00:00Z")]
    [InlineData("0 0 29 2 *", "UTC", "2026-01-01T00:00Z", "2028-02-29T00:00Z")]
    public void The_next_instant_is_known(string expression, string zone, string after, string next) =>
        Assert.Equal(At(next), CronCalendar.Parse(expression, zone).Next(At(after)));

    [Fact]
    public void A_day_that_a_zone_leaves_out_fires_when_the_next_begins() =>
        Assert.Equal(
            [At("2011-12-29T22:00Z"), At("2011-12-30T10:00Z"), At("2011-12-30T22:00Z")], // Samoa had no 30 December
            CronCalendar.Parse("0 12 * * *", "Pacific/Apia").Between(At("2011-12-29T00:00Z"), At("2011-12-31T00:00Z")));

    [Theory]
    [InlineData("0 0 31 2 *", "UTC", "cron: \"0 0 31 2 *\" never fires: there is no such day; expected one that is in the calendar")]
    [InlineData("0 0 30 2 *", "UTC", "cron: \"0 0 30 2 *\" never fires")]
    [InlineData("0 0 0 1 1 *", "UTC", "cron: \"0 0 0 1 1 *\" has six fields, and there are no seconds here; expected five fields")]
    [InlineData("@every_second", "UTC", "cron: @every_second is more often than once a minute")]
    [InlineData("60 * * * *", "UTC", "cron: \"60 * * * *\" is not a cron expression; expected five fields")]
    [InlineData("", "UTC", "cron: \"\" is not a cron expression")]
    [InlineData("@daily", "Europe/Berlim", "timeZone: \"Europe/Berlim\" is not a time zone of the IANA database on this machine; expected one such as Europe/Berlin")]
    [InlineData("@daily", "W. Europe Standard Time", "timeZone: \"W. Europe Standard Time\" is not a time zone")]
    [InlineData("@daily", "../../etc/passwd", "timeZone: \"../../etc/passwd\" is not a time zone")]
    [InlineData("@daily", "right/Europe/Berlin", "timeZone: \"right/Europe/Berlin\" is not a time zone")]
    [InlineData("@daily", "localtime", "timeZone: \"localtime\" is not a time zone")]
    [InlineData("@daily", "+02:00", "timeZone: \"+02:00\" is not a time zone")]
    [InlineData("@daily", "", "timeZone: \"\" is not a time zone")]
    public void What_cannot_be_used_is_refused(string expression, string zone, string message) =>
        Assert.StartsWith(message, Assert.Throws<InvalidInputException>(() => CronCalendar.Parse(expression, zone)).Message, StringComparison.Ordinal);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
