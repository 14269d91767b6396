using System.Globalization;
using Chita.EndToEnd.Tests.Faults.Histories;

namespace Chita.Faults.Commands;

/// <summary>A campaign's history for people: every command, and looks where something was new.</summary>
internal static class HistoryText
{
    public static string Of(CommandHistory history, string campaign, IReadOnlyList<TimeSpan> kills)
    {
        var commands = history.Commands.Where(command => command.Campaign == campaign).ToArray();
        var (from, to) = (commands.Min(command => command.Invoked), commands.Max(command => command.Answered ?? command.Invoked));
        var lines = commands.Select(command => (At: command.Invoked, Text: $"{Time(command.Invoked)} … {(command.Answered is { } answered ? Time(answered) : "never")} {command.Who}: {command.Verb} → {Answer(command)}"))
            .Concat(kills.Where(kill => kill >= from && kill <= to).Select(kill => (At: kill, Text: $"{Time(kill)} a silo is killed")))
            .Concat(News(history, campaign, listed: false)).Concat(News(history, campaign, listed: true));
        var left = history.Remains.FirstOrDefault(remains => remains.Campaign == campaign);
        return string.Join('\n', lines.OrderBy(line => line.At).Select(line => line.Text).Append($"in the end: {left}"));
    }

    private static IEnumerable<(TimeSpan At, string Text)> News(CommandHistory history, string campaign, bool listed)
    {
        Sighting? last = null;
        foreach (var sighting in history.Sightings.Where(sighting => sighting.Campaign == campaign && sighting.IsListed == listed).OrderBy(sighting => sighting.Asked))
        {
            if (last is null || last.Standing != sighting.Standing)
                yield return (sighting.Asked, $"{Time(sighting.Asked)} … {Time(sighting.Answered)} {sighting.Who} sees {Text(sighting.Standing)}");
            last = sighting;
        }
    }

    private static string Answer(Command command) => command.Error ?? Text(command.Answer);

    private static string Text(Standing? standing) => standing is null ? "nothing" : $"{standing.State}{(standing.Wish is { } wish ? $", wish {wish}" : "")}, run {standing.Run}";

    private static string Time(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
