using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Chita.Client.Commands;
using Chita.Grains.Campaigns;
using Spectre.Console;

namespace Chita.Client.Terminal;

/// <summary>Campaigns as tables for people, and as JSON or YAML with the same names for programs.</summary>
internal static class CampaignOutput
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Converters = { new JsonStringEnumConverter() }, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static void Write(CampaignStatus status, OutputStyle style)
    {
        if (!TryWrite(status, style))
            Table(status);
    }

    public static void Write(IReadOnlyList<CampaignEntry> page, int most, OutputStyle style)
    {
        if (TryWrite(new { Campaigns = page, Next = page.Count == most ? page[^1].Name : null }, style))
            return;
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("name", "state", "submitted", "ended", "labels");
        foreach (var entry in page)
            table.AddRow(Cells(entry.Name, entry.State.ToString(), Time(entry.Submitted), entry.Ended is { } ended ? Time(ended) : "", string.Join(", ", entry.Labels.Select(label => $"{label.Key}={label.Value}"))));
        AnsiConsole.Write(table);
        if (page.Count == most)
            Console.WriteLine($"There may be more: chita list --after {page[^1].Name}");
    }

    /// <summary>Writes a value for programs; false when a table is wanted.</summary>
    public static bool TryWrite<T>(T value, OutputStyle style)
    {
        if (style == OutputStyle.Table)
            return false;
        var json = JsonSerializer.Serialize(value, Options);
        Console.WriteLine(style == OutputStyle.Json ? json : JsonAsYaml.Write(json));
        return true;
    }

    private static void Table(CampaignStatus status)
    {
        var progress = status.Progress;
        var table = new Table { Border = TableBorder.Rounded, ShowHeaders = false };
        table.AddColumns("", "");
        Row("name", status.Name);
        Row("state", status.State.ToString());
        Row("doing", status.Phase);
        Row("done", string.Create(CultureInfo.InvariantCulture, $"{progress.Percent:0} %, stage {progress.Stage} of {progress.Stages}"));
        Row("objective, gap", string.Create(CultureInfo.InvariantCulture, $"{progress.Objective:g6}, {progress.Gap:0.0e+0}"));
        Row("kept", string.Create(CultureInfo.InvariantCulture, $"{progress.Kept:N0}"));
        Row("output", status.Output);
        Row("submitted", Time(status.Submitted));
        Row("ended", status.Ended is { } ended ? Time(ended) : "");
        Row("attempts", string.Create(CultureInfo.InvariantCulture, $"{status.Attempts.Count}"));
        Row("error", status.Failure?.Message ?? "");
        foreach (var condition in status.Conditions)
            Row(condition.Type, $"{(condition.Holds ? "yes" : "no")}, {condition.Reason}: {condition.Message} (since {Time(condition.Since)})");
        AnsiConsole.Write(table);
        foreach (var happened in status.Events.TakeLast(10))
            Console.WriteLine($"{Time(happened.Time)} {happened.Text}");

        void Row(string name, string value) => table.AddRow(Cells(name, value));
    }

    private static string[] Cells(params string[] cells) => [.. cells.Select(Markup.Escape)];

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
