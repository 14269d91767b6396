namespace Chita.EndToEnd.Tests.Schedules;

/// <summary>What users get wrong with schedules, and what needs no cluster to be told: one message, exit code 3.</summary>
public sealed class ScheduleInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("  timeZone: Europe/Berlin\n", "", "schedule.yaml:4: timeZone: missing; give the time zone of cron, an IANA id such as Europe/Berlin or UTC")]
    [InlineData("Europe/Berlin", "Europe/Berlim", "schedule.yaml:6: timeZone: \"Europe/Berlim\" is not a time zone of the IANA database on this machine; expected one such as")]
    [InlineData("30 2 29 2 *", "30 2 30 2 *", "schedule.yaml:5: cron: \"30 2 30 2 *\" never fires: there is no such day; expected one that is in the calendar")]
    [InlineData("name: nightly", "name: Nightly_1", "schedule.yaml:3: metadata.name: \"Nightly_1\" is not a name for a schedule; expected at most 46 of a–z, 0–9 and \"-\"")]
    [InlineData("path: out", "path: ../out", "output.path: ../out leads out of the data root; expected a path inside it")]
    public async Task A_file_that_cannot_be_used_is_told_with_its_line(string right, string wrong, string message)
    {
        var file = new MlpSchedule().WriteTo(_folder.Root, _folder.Root);
        var yaml = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains(right, yaml, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, yaml.Replace(right, wrong, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await RefusedAsync(message, "add", "schedule.yaml");
    }

    [Theory]
    [InlineData("get", "Nightly")]
    [InlineData("trigger", "a23456789-123456789-123456789-123456789-1234567")]
    public async Task A_name_that_cannot_be_one_is_told(string verb, string name) => await RefusedAsync($"\"{name}\" is not a name of a schedule; expected at most 46 of a–z, 0–9 and \"-\"", verb, name);

    private async Task RefusedAsync(string message, params string[] arguments)
    {
        var outcome = await ChitaProcess.RunAsync(_folder.Root, ["schedule", .. arguments, "--gateway", "127.0.0.1:1"]);
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains(message, Assert.Single(outcome.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
