using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Chita.Campaigns;
using Chita.Client.Commands;
using Chita.Grains.Schedules;
using Spectre.Console;

namespace Chita.Client.Terminal;

/// <summary>Schedules as tables for people, and as JSON or YAML with the same names for programs.</summary>
internal static class ScheduleTable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An instant in UTC, as ISO 8601 writes it.</summary>
    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static void Write(IReadOnlyList<ScheduleStatus> schedules, OutputStyle style)
    {
        if (TryWrite(new { Schedules = schedules.Select(Shown) }, style))
            return;
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("name", "cron", "time zone", "next", "last");
        foreach (var schedule in schedules)
        {
            var calendar = schedule.Text.Parse().Calendar;
            table.AddRow(new[] { schedule.Name, calendar.Expression, calendar.Zone.Id, Next(schedule), schedule.Fires.Count > 0 ? Text(schedule.Fires[^1]) : "–" }.Select(Markup.Escape).ToArray());
        }

        AnsiConsole.Write(table);
    }

    public static void Write(ScheduleStatus schedule, OutputStyle style)
    {
        if (TryWrite(Shown(schedule), style))
            return;
        var spec = schedule.Text.Parse();
        Console.WriteLine($"{schedule.Name}: {spec.Calendar.Expression} in {spec.Calendar.Zone.Id}, next {Next(schedule)}");
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("campaign", "by", "state");
        foreach (var fire in schedule.Fires)
            table.AddRow(Markup.Escape(spec.CampaignName(fire.Nominal)), By(fire), Markup.Escape(fire.Reason is null ? State(fire) : $"{State(fire)}: {fire.Reason}"));
        AnsiConsole.Write(table);
    }

    private static bool TryWrite(object value, OutputStyle style)
    {
        if (style == OutputStyle.Table)
            return false;
        var json = JsonSerializer.Serialize(value, Json);
        Console.WriteLine(style == OutputStyle.Json ? json : JsonAsYaml.Write(json));
        return true;
    }

    private static object Shown(ScheduleStatus schedule)
    {
        var spec = schedule.Text.Parse();
        return new
        {
            schedule.Name,
            Cron = spec.Calendar.Expression,
            TimeZone = spec.Calendar.Zone.Id,
            Concurrency = spec.Concurrency.Word(),
            CatchUp = spec.CatchUp.Word(),
            schedule.Suspended,
            Next = schedule.Next is { } next ? Instant(next) : null,
            Fires = schedule.Fires.Select(fire => new
            {
                Nominal = Instant(fire.Nominal),
                Campaign = fire.State is FireState.Firing or FireState.Running or FireState.Ended ? spec.CampaignName(fire.Nominal) : null,
                By = By(fire),
                State = State(fire),
                fire.Reason,
            }),
        };
    }

    private static string Next(ScheduleStatus schedule) => schedule.Next is { } next ? Instant(next) : schedule.Suspended ? "suspended" : "never";

    private static string Text(FireRecord fire) => $"{Instant(fire.Nominal)} {State(fire)}";

    private static string By(FireRecord fire) => fire.Triggered ? "trigger" : "cron";

    /// <summary>How its campaign ended says more than that it did.</summary>
    private static string State(FireRecord fire) => fire.Outcome?.ToString() ?? fire.State.ToString();
}
