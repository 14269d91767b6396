using System.Globalization;

namespace Chita.Core.Tests.Scheduling;

/// <summary>
/// The instants of a cron expression, found by walking every minute of UTC and looking at the zone's clock: each minute that the clock shows for
/// the first time counts, and where it jumps ahead, the minute after the jump stands for all that were skipped.
/// </summary>
internal static class MinuteWalk
{
    public static List<DateTimeOffset> Fires(string cron, ZoneFile zone, DateTimeOffset from, DateTimeOffset to)
    {
        var fields = cron.Split(' ').Select((field, i) => Values(field, i == 0 ? 60 : i == 1 ? 24 : i == 2 ? 32 : i == 3 ? 13 : 7)).ToArray();
        var fires = new List<DateTimeOffset>();
        // A day earlier, to know what the clock has shown already.
        var furthest = zone.Local(from.AddDays(-1));
        for (var minute = from.AddDays(-1).AddMinutes(1); minute <= to; minute = minute.AddMinutes(1))
        {
            var local = zone.Local(minute);
            var names = false;
            for (var shown = furthest.AddMinutes(1); shown <= local; shown = shown.AddMinutes(1))
                names |= fields[0][shown.Minute] && fields[1][shown.Hour] && fields[2][shown.Day] && fields[3][shown.Month] && fields[4][(int)shown.DayOfWeek];
            if (local > furthest)
                furthest = local;
            if (names && minute > from)
                fires.Add(minute);
        }

        return fires;
    }

    // "*", "*/n", "a", "a-b", and lists of them.
    private static bool[] Values(string field, int count)
    {
        var values = new bool[count];
        foreach (var part in field.Split(','))
        {
            var (range, step) = part.Split('/') is [var left, var right] ? (left, Number(right)) : (part, 1);
            var (low, high) = range == "*" ? (0, count - 1) : range.Split('-') is [var a, var b] ? (Number(a), Number(b)) : (Number(range), Number(range));
            for (var value = low; value <= high; value += step)
                values[value] = true;
        }

        return values;
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
