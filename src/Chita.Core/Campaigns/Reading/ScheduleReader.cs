using System.Text.RegularExpressions;
using Chita.Scheduling;

namespace Chita.Campaigns.Reading;

/// <summary>The schedule file, key by key. When there are problems the result is never seen: <see cref="ScheduleFile"/> throws.</summary>
internal sealed partial class ScheduleReader(FilePaths files)
{
    /// <summary>Reads the whole file; null only together with a problem.</summary>
    internal ScheduleSpec? Read(YamlMapping root, Section file, string yaml)
    {
        CampaignReader.Version(file);
        if (file.Text("kind", "Schedule") is { } kind && kind != "Schedule")
        {
            file.Problem("kind", $"\"{YamlScalar.Short(kind)}\" is not a schedule; expected Schedule");
            return null; // the keys of another kind would all be unknown
        }

        var name = Name(file.Child("metadata", "{ name: … }"));
        var spec = file.Child("spec", "{ cron: …, timeZone: …, campaign: … }") is { } section
            ? Spec((YamlMapping)root.Entries["spec"].Value, section, name, yaml)
            : null;
        file.Finish();
        return spec;
    }

    private static string Name(Section? metadata)
    {
        var name = metadata?.Text("name", "the schedule's name");
        if (name is not null && !IsName(name))
            metadata!.Problem("name", $"\"{YamlScalar.Short(name)}\" is not a name for a schedule; {Naming}");
        metadata?.Finish();
        return name ?? "";
    }

    internal static string Naming =>
        $"expected at most {ScheduleSpec.MaxNameLength} of a–z, 0–9 and \"-\", beginning and ending with a letter or a digit";

    internal static bool IsName(string name) => name.Length <= ScheduleSpec.MaxNameLength && NamePattern().IsMatch(name);

    private ScheduleSpec? Spec(YamlMapping mapping, Section s, string name, string yaml)
    {
        var calendar = Calendar(s);
        var campaign = s.Child("campaign", "the sections of the campaign: network, calibration, solver, budget, output");
        if (campaign is not null)
            new CampaignReader(files).Spec(campaign, name, yaml);
        var spec = new ScheduleSpec
        {
            Name = name,
            Calendar = calendar!,
            Concurrency = s.Word<ConcurrencyPolicy>("concurrency") ?? ConcurrencyPolicy.Forbid,
            CatchUp = s.Word<CatchUpPolicy>("catchUp") ?? CatchUpPolicy.None,
            StartingDeadline = s.Duration("startingDeadline", TimeSpan.FromSeconds(1), TimeSpan.FromDays(365)) ?? TimeSpan.FromMinutes(10),
            History = s.Whole("history", 0, 1000) ?? 10,
            Suspend = s.Switch("suspend") ?? false,
            Yaml = yaml,
            Campaign = (mapping.Entries.GetValueOrDefault("campaign").Value as YamlMapping)!,
        };
        s.Finish();
        return spec;
    }

    private static CronCalendar? Calendar(Section s)
    {
        var cron = s.Text("cron", "when it fires: five fields, such as \"30 2 * * *\"");
        var zone = s.Text("timeZone", "the time zone of cron, an IANA id such as Europe/Berlin or UTC");
        // Whichever is missing is told already; any will do to check the other one.
        var calendar = CronCalendar.TryParse(cron ?? "@daily", zone ?? "UTC", out var wrongCron, out var wrongZone);
        if (wrongCron is not null)
            s.Problem("cron", wrongCron);
        if (wrongZone is not null)
            s.Problem("timeZone", wrongZone);
        return calendar;
    }

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?\z")]
    private static partial Regex NamePattern();
}
