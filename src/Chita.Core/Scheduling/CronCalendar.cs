using System.Text.RegularExpressions;
using Cronos;

namespace Chita.Scheduling;

/// <summary>
/// The instants that a cron expression means in a time zone. The expression speaks of local time, and each local time that it names is one
/// instant: the first where the clock shows it twice, the end of the gap where the clock skips it. So nothing fires twice and nothing is
/// missed when clocks change, whatever the expression; times that become the same instant are one.
/// </summary>
public sealed partial class CronCalendar
{
    private const string FiveFields = "five fields, minute hour day-of-month month day-of-week, such as 30 2 * * *";

    /// <summary>Further from a local time, read as UTC, than any zone's offset can be: a change of the clock that concerns it lies within.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromHours(26);

    private readonly CronExpression _cron;

    private CronCalendar(string expression, CronExpression cron, TimeZoneInfo zone) => (Expression, _cron, Zone) = (expression, cron, zone);

    /// <summary>The cron expression as it was given.</summary>
    public string Expression { get; }

    /// <summary>The time zone.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Reads both.</summary>
    /// <param name="expression">Five fields, or a macro such as <c>@daily</c>. No seconds: a fire starts a campaign of minutes or hours.</param>
    /// <param name="zone">An IANA id, such as <c>Europe/Berlin</c> or <c>UTC</c>.</param>
    /// <exception cref="InvalidInputException">Either cannot be used, or the expression never fires.</exception>
    public static CronCalendar Parse(string expression, string zone) =>
        new(expression, ParseCron(expression, out var wrong) ?? throw new InvalidInputException($"cron: {wrong}"),
            FindZone(zone, out wrong) ?? throw new InvalidInputException($"timeZone: {wrong}"));

    /// <summary>As <see cref="Parse"/>, with what is wrong of each instead of an exception.</summary>
    internal static CronCalendar? TryParse(string expression, string zone, out string? wrongCron, out string? wrongZone)
    {
        var (cron, info) = (ParseCron(expression, out wrongCron), FindZone(zone, out wrongZone));
        return cron is null || info is null ? null : new(expression, cron, info);
    }

    /// <summary>The first instant after another one; null when there is none any more.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        // No earlier local time can be a later instant: local times and their instants have the same order.
        var local = after.UtcDateTime + Zone.GetUtcOffset(after);
        while (_cron.GetNextOccurrence(DateTime.SpecifyKind(local, DateTimeKind.Utc)) is { } next)
        {
            var instant = InstantOf(next);
            if (instant > after)
                return instant;
            local = next; // its instant was the first of two, and has passed
        }

        return null;
    }

    /// <summary>The instants after <paramref name="from"/> up to and including <paramref name="to"/>, in order.</summary>
    public IEnumerable<DateTimeOffset> Between(DateTimeOffset from, DateTimeOffset to)
    {
        for (var next = Next(from); next <= to; next = Next(next.Value))
            yield return next.Value;
    }

    /// <summary>
    /// The instant of a local time. Only offsets of instants are asked for, which are plain facts: what a zone calls ambiguous or invalid
    /// is less reliable where summer time is negative, or the standard offset changes.
    /// </summary>
    private DateTimeOffset InstantOf(DateTime local)
    {
        var asUtc = new DateTimeOffset(local.Ticks, TimeSpan.Zero);
        var (early, late) = (asUtc - Reach, asUtc + Reach);
        var (before, after) = (Zone.GetUtcOffset(early), Zone.GetUtcOffset(late));
        if (before == after)
            return asUtc - before;
        while (late - early > TimeSpan.FromSeconds(1))
        {
            var middle = early + TimeSpan.FromSeconds(Math.Floor((late - early).TotalSeconds / 2));
            if (Zone.GetUtcOffset(middle) == before)
                early = middle;
            else
                late = middle;
        }

        var change = late;
        if (asUtc - before < change)
            return asUtc - before;
        return asUtc - after >= change ? asUtc - after : change;
    }

    private static CronExpression? ParseCron(string expression, out string? wrong)
    {
        wrong = null;
        var fields = expression.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length;
        if (fields == 6)
            wrong = $"\"{Short(expression)}\" has six fields, and there are no seconds here; expected {FiveFields}";
        else if (string.Equals(expression.Trim(), "@every_second", StringComparison.OrdinalIgnoreCase))
            wrong = $"{expression.Trim()} is more often than once a minute; expected {FiveFields}";
        else if (!CronExpression.TryParse(expression, CronFormat.Standard, out var cron))
            wrong = $"\"{Short(expression)}\" is not a cron expression; expected {FiveFields}";
        else if (cron.GetNextOccurrence(new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc)) is null)
            wrong = $"\"{Short(expression)}\" never fires: there is no such day; expected one that is in the calendar";
        else
            return cron;
        return null;
    }

    private static TimeZoneInfo? FindZone(string id, out string? wrong)
    {
        wrong = null;
        // Other names of files where zones lie: with leap seconds, or whatever this machine's own zone is.
        var plain = ZonePattern().IsMatch(id) && !id.StartsWith("posix", StringComparison.Ordinal) && !id.StartsWith("right/", StringComparison.Ordinal)
            && id is not ("localtime" or "Local" or "Factory");
        if (plain && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && zone.HasIanaId)
            return zone;
        wrong = $"\"{Short(id)}\" is not a time zone of the IANA database on this machine; expected one such as Europe/Berlin, America/New_York or UTC";
        return null;
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";

    [GeneratedRegex(@"\A[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*){0,2}\z")]
    private static partial Regex ZonePattern();
}
