using System.Globalization;
using Chita.Campaigns.Reading;

namespace Chita.Scheduling;

/// <summary>What a schedule file asks for: checked, and defaults filled in. <see cref="ScheduleFile"/> reads it.</summary>
public sealed record ScheduleSpec
{
    /// <summary>The longest name: the names of its campaigns are 17 characters longer, and those have 63.</summary>
    public const int MaxNameLength = 63 - 17;

    private const string Placeholder = "{instant}";

    /// <summary><c>metadata.name</c>: a–z, 0–9 and "-", at most <see cref="MaxNameLength"/> characters.</summary>
    public required string Name { get; init; }

    /// <summary><c>cron</c> and <c>timeZone</c>.</summary>
    public required CronCalendar Calendar { get; init; }

    /// <summary><c>concurrency</c>. Default <c>forbid</c>.</summary>
    public required ConcurrencyPolicy Concurrency { get; init; }

    /// <summary><c>catchUp</c>. Default <c>none</c>.</summary>
    public required CatchUpPolicy CatchUp { get; init; }

    /// <summary><c>startingDeadline</c>: by how much a fire may be late, 1 s … 365 d. Default 10 minutes.</summary>
    public required TimeSpan StartingDeadline { get; init; }

    /// <summary><c>history</c>: how many ended campaigns of the schedule are kept, 0 … 1000. Default 10.</summary>
    public required int History { get; init; }

    /// <summary><c>suspend</c>: whether it is suspended from the start. Default false.</summary>
    public required bool Suspend { get; init; }

    /// <summary>The text this was read from: it is what travels, and is read again where it arrives.</summary>
    public required string Yaml { get; init; }

    /// <summary><c>campaign</c>: the sections of the campaign, checked.</summary>
    internal YamlMapping Campaign { get; init; } = null!;

    /// <summary>The name of the campaign of a fire: <c>nightly-20260101t023000z</c>.</summary>
    /// <param name="nominal">The instant that the fire is for.</param>
    public string CampaignName(DateTimeOffset nominal) => $"{Name}-{Instant(nominal)}";

    /// <summary>
    /// The campaign file of a fire. Its output folder is the schedule's, with the instant in place of <c>{instant}</c>, or as a last folder
    /// when there is no such place. It depends on the schedule's text and the instant alone.
    /// </summary>
    /// <param name="nominal">The instant that the fire is for.</param>
    public string CampaignYaml(DateTimeOffset nominal) => YamlWriter.Write(Mapping(
        ("apiVersion", Text("chita/v1")),
        ("kind", Text("Campaign")),
        ("metadata", Mapping(("name", Text(CampaignName(nominal))))),
        ("spec", With(Campaign, "output", output => With((YamlMapping)output, "path", path => Text(OutputPath(((YamlScalar)path).Value, nominal)))))));

    private static string OutputPath(string path, DateTimeOffset nominal) => path.Contains(Placeholder, StringComparison.Ordinal)
        ? path.Replace(Placeholder, Instant(nominal), StringComparison.Ordinal)
        : $"{path.TrimEnd('/')}/{Instant(nominal)}";

    /// <summary>In UTC, lower case, to the second: fit for names.</summary>
    private static string Instant(DateTimeOffset nominal) => nominal.UtcDateTime.ToString("yyyyMMdd't'HHmmss'z'", CultureInfo.InvariantCulture);

    private static YamlScalar Text(string value) => new(0, value, Quoted: true);

    private static YamlMapping Mapping(params (string Key, YamlNode Value)[] entries) =>
        new(0, entries.ToDictionary(entry => entry.Key, entry => new YamlEntry(0, entry.Value)));

    private static YamlMapping With(YamlMapping mapping, string key, Func<YamlNode, YamlNode> change) => mapping with
    {
        Entries = mapping.Entries.ToDictionary(entry => entry.Key, entry => entry.Key == key ? entry.Value with { Value = change(entry.Value.Value) } : entry.Value),
    };
}
