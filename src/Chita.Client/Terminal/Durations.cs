using System.Globalization;

namespace Chita.Client.Terminal;

/// <summary>Durations for people.</summary>
internal static class Durations
{
    public static string Left(double? seconds) => seconds is { } known ? $"{Text(known)} left" : "time left not known yet";

    public static string Text(double seconds)
    {
        var span = TimeSpan.FromSeconds(Math.Ceiling(seconds));
        return span.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes:00} min")
            : span.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{span.Minutes} min {span.Seconds:00} s")
            : string.Create(CultureInfo.InvariantCulture, $"{span.Seconds} s");
    }
}
