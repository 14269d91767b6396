namespace Chita.EndToEnd.Tests.Schedules;

/// <summary>A schedule file around a campaign for MLPNet: small, never due unless a test says so, and each test changes what it is about.</summary>
internal sealed record MlpSchedule
{
    public string Name { get; init; } = "nightly";

    public string Cron { get; init; } = "30 2 29 2 *";

    public string TimeZone { get; init; } = "timeZone: Europe/Berlin";

    public MlpCampaign Campaign { get; init; } = new() { Samples = 64 };

    /// <summary>Writes the file and returns its path.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="dataRoot">Takes copies of what the file names, and its paths start there.</param>
    public string WriteTo(string folder, string dataRoot)
    {
        var campaign = File.ReadAllText(Campaign.WriteTo(folder, dataRoot));
        var path = Path.Combine(folder, "schedule.yaml");
        File.WriteAllText(path, $$"""
            apiVersion: chita/v1
            kind: Schedule
            metadata: { name: {{Name}} }
            spec:
              cron: "{{Cron}}"
              {{TimeZone}}
              campaign:
            """ + campaign[(campaign.IndexOf("spec:", StringComparison.Ordinal) + "spec:".Length)..].Replace("\n", "\n  ", StringComparison.Ordinal));
        return path;
    }
}
