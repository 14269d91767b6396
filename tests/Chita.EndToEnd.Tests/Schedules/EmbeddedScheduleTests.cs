namespace Chita.EndToEnd.Tests.Schedules;

/// <summary>Schedules in a folder of campaigns: they fire in the background, and their paths start at their file.</summary>
public sealed class EmbeddedScheduleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_campaign_that_fires_finds_its_files_beside_the_schedule_and_leaves_its_output_there()
    {
        var added = await ScheduleAsync("add", new MlpSchedule().WriteTo(_folder.Root, _folder.Root));
        Assert.Contains("nightly: added; fires next at", added, StringComparison.Ordinal);
        var campaign = (await ScheduleAsync("trigger", "nightly")).Split(':')[0];
        Assert.StartsWith("nightly-", campaign, StringComparison.Ordinal);

        var watched = await ChitaProcess.RunAsync(_folder.Root, "watch", campaign);
        Assert.Equal((0, ""), (watched.ExitCode, watched.Errors));
        Assert.True(File.Exists(Path.Combine(_folder.Root, "out", campaign["nightly-".Length..], "report.json")));
        Assert.Contains(campaign, await ScheduleAsync("get", "nightly"), StringComparison.Ordinal);
        Assert.Equal("nightly: removed\n", await ScheduleAsync("remove", "nightly"));
        while (File.Exists(Path.Combine(_folder[".chita"], "silo.json"))) // nothing is left to wait for
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
    }

    private async Task<string> ScheduleAsync(string verb, string what)
    {
        var outcome = await ChitaProcess.RunAsync(_folder.Root, "schedule", verb, what);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        return outcome.Output;
    }
}
