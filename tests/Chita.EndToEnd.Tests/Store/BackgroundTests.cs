using System.Text.RegularExpressions;
using Chita.Reports;

namespace Chita.EndToEnd.Tests.Store;

/// <summary>Campaigns that are handed over to the background of a folder.</summary>
public sealed partial class BackgroundTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_submitted_campaign_runs_on_its_own_and_its_process_ends_with_the_last_one()
    {
        var submitted = await ChitaProcess.RunAsync(_folder.Root, "submit", Campaign("first", stages: 20));
        Assert.Equal((0, ""), (submitted.ExitCode, submitted.Errors));
        var process = int.Parse(ProcessNumber().Match(submitted.Output).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        var second = await ChitaProcess.RunAsync(_folder.Root, "submit", Campaign("second", stages: 1));
        Assert.Contains($"in process {process}", second.Output, StringComparison.Ordinal);
        var served = await ChitaProcess.RunAsync(_folder.Root, "serve");
        Assert.Equal((3, 1), (served.ExitCode, served.Errors.Count(letter => letter == '\n')));

        foreach (var name in (string[])["first", "second"])
        {
            var watched = await ChitaProcess.RunAsync(_folder.Root, "watch", name, "-o", "json");
            Assert.Equal(RunReport.Read(Path.Combine(_folder[name], "report.json")).Digest, RunReport.Parse(watched.Output).Digest);
        }

        await GoneAsync(process);
    }

    [Fact]
    public async Task Who_stops_watching_leaves_the_campaign_to_the_background()
    {
        using (var run = ChitaProcess.Start(_folder.Root, "run", Campaign("watched", stages: 30)))
        {
            await run.SaysAsync("stage 1 of");
            await run.KillAsync();
        }

        using (var watch = ChitaProcess.Start(_folder.Root, "watch", "watched"))
        {
            await watch.SaysAsync("stage 2 of");
            watch.Interrupt();
            var ended = await watch.EndAsync();
            Assert.Equal((130, "chita: watched goes on in the background; chita cancel watched ends it.\n"), (ended.ExitCode, ended.Errors));
        }

        var paused = await ChitaProcess.RunAsync(_folder.Root, "pause", "watched");
        Assert.Equal((0, ""), (paused.ExitCode, paused.Errors));
        var cancelled = await ChitaProcess.RunAsync(_folder.Root, "cancel", "watched");
        Assert.Equal((0, "watched: cancelled\n"), (cancelled.ExitCode, cancelled.Output));
    }

    [Fact]
    public async Task A_process_in_the_background_ends_when_its_folder_is_removed()
    {
        var submitted = await ChitaProcess.RunAsync(_folder.Root, "submit", Campaign("long", stages: 100));
        Directory.Delete(_folder[".chita"], recursive: true);
        await GoneAsync(int.Parse(ProcessNumber().Match(submitted.Output).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Who_does_not_know_the_silo_by_name_is_turned_away()
    {
        await ChitaProcess.RunAsync(_folder.Root, "submit", Campaign("private", stages: 1000));
        var address = await File.ReadAllTextAsync(Path.Combine(_folder[".chita"], "silo.json"), TestContext.Current.CancellationToken);
        var refused = await ChitaProcess.RunAsync(_folder.Root, "list", "--gateway", Gateway().Match(address).Value);
        Assert.Equal(1, refused.ExitCode);
        Assert.True(!OperatingSystem.IsWindows() && File.GetUnixFileMode(Path.Combine(_folder[".chita"], "silo.json")) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        await ChitaProcess.RunAsync(_folder.Root, "cancel", "private");
    }

    private string Campaign(string name, int stages) => new MlpCampaign { Name = name, Output = name, Stages = stages }.WriteTo(_folder.Root);

    private static async Task GoneAsync(int process)
    {
        while (Path.Exists($"/proc/{process}/exe"))
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"in process (\d+)")]
    private static partial Regex ProcessNumber();

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Gateway();
}
