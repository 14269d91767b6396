using Chita.Reports;

namespace Chita.EndToEnd.Tests.Store;

/// <summary>Runs in the foreground of a folder of campaigns: stopped, killed, taken over, and always to the digest of a run that was left alone.</summary>
public sealed class ForegroundTests : IDisposable
{
    private const int Stages = 40;

    private static readonly Lazy<Task<string>> LeftAlone = new(RunAloneAsync);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stopped_by_Ctrl_C_it_goes_on_with_resume()
    {
        await StopAsync("stage 2 of");

        var stopped = await ChitaProcess.RunAsync(_folder.Root, "get", "mlpnet", "-o", "json");
        Assert.Contains("\"state\": \"Paused\"", stopped.Output, StringComparison.Ordinal);
        var curve = await ChitaProcess.RunAsync(_folder.Root, "frontier", "mlpnet");
        Assert.Equal(0, curve.ExitCode);
        Assert.Contains("objective", curve.Output, StringComparison.Ordinal);

        var resumed = await ChitaProcess.RunAsync(_folder.Root, "resume", "mlpnet", "-o", "json");
        Assert.Equal(0, resumed.ExitCode);
        Assert.DoesNotContain("stage 1 of", resumed.Errors[resumed.Errors.IndexOf("recovered", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Equal(await LeftAlone.Value, RunReport.Parse(resumed.Output).Digest);

        var again = await ChitaProcess.RunAsync(_folder.Root, "resume", "mlpnet");
        Assert.Equal((3, "chita: mlpnet has ended already: Succeeded\n"), (again.ExitCode, again.Errors));
    }

    [Fact]
    public async Task Stopped_by_Ctrl_C_it_goes_on_when_it_is_run_again()
    {
        await StopAsync("stage 1 of");
        Assert.Equal(await LeftAlone.Value, await RunToEndAsync());
    }

    [Fact]
    public async Task Killed_it_goes_on_when_it_is_run_again()
    {
        using (var killed = ChitaProcess.Start(_folder.Root, "run", File))
        {
            await killed.SaysAsync("stage 3 of");
            await killed.KillAsync();
        }

        var idle = await ChitaProcess.RunAsync(_folder.Root, "list");
        Assert.Contains("chita serve goes on", idle.Errors, StringComparison.Ordinal);
        Assert.Equal(await LeftAlone.Value, await RunToEndAsync());
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_folder.Root), path => path.Contains("partial", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_run_goes_through_the_first_and_goes_on_without_it()
    {
        using var first = ChitaProcess.Start(_folder.Root, "run", File);
        await first.SaysAsync("stage 1 of");
        var other = new MlpCampaign { Name = "other", Output = "other", Stages = Stages }.WriteTo(_folder.Root);
        using var second = ChitaProcess.Start(_folder.Root, "run", other);
        await second.SaysAsync("other: stage 1 of");
        await first.KillAsync();

        var ended = await second.EndAsync();
        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        Assert.Contains("going on here", ended.Output, StringComparison.Ordinal);
        Assert.Contains(await LeftAlone.Value, ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_is_one_line_and_changes_nothing()
    {
        await StopAsync("stage 1 of");

        var unknown = await ChitaProcess.RunAsync(_folder.Root, "resume", "nobody");
        Assert.Equal((4, 1), (unknown.ExitCode, unknown.Errors.Count(letter => letter == '\n')));
        new MlpCampaign { Stages = Stages + 1 }.WriteTo(_folder.Root);
        var changed = await ChitaProcess.RunAsync(_folder.Root, "run", File);
        Assert.Equal(3, changed.ExitCode);
        Assert.Contains("chita cancel mlpnet", changed.Errors, StringComparison.Ordinal);

        var cancelled = await ChitaProcess.RunAsync(_folder.Root, "cancel", "mlpnet");
        Assert.Equal((0, "mlpnet: cancelled\n"), (cancelled.ExitCode, cancelled.Output));
        var listed = await ChitaProcess.RunAsync(_folder.Root, "list", "--state", "Cancelled", "-o", "json");
        Assert.Contains("\"name\": \"mlpnet\"", listed.Output, StringComparison.Ordinal);
        Assert.False(Path.Exists(_folder["out"]));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_exit_code_3()
    {
        await System.IO.File.WriteAllTextAsync(_folder["taken"], "", TestContext.Current.CancellationToken);
        var refused = await ChitaProcess.RunAsync(_folder.Root, "list", "--store", "taken");
        Assert.Equal((3, 1), (refused.ExitCode, refused.Errors.Count(letter => letter == '\n')));
        Assert.Contains("--store names another folder", refused.Errors, StringComparison.Ordinal);
    }

    private string File => _folder["mlpnet.yaml"] is var path && System.IO.File.Exists(path) ? path : new MlpCampaign { Stages = Stages }.WriteTo(_folder.Root);

    private async Task StopAsync(string when)
    {
        using var run = ChitaProcess.Start(_folder.Root, "run", File);
        await run.SaysAsync(when);
        run.Interrupt();
        var stopped = await run.EndAsync();
        Assert.Equal((75, "chita: mlpnet is paused; chita resume mlpnet goes on from its last checkpoint.\n"), (stopped.ExitCode, stopped.Errors));
        Assert.False(Path.Exists(_folder["out"]));
    }

    private async Task<string> RunToEndAsync()
    {
        var outcome = await ChitaProcess.RunAsync(_folder.Root, "run", File, "-o", "json");
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        return RunReport.Parse(outcome.Output).Digest;
    }

    private static async Task<string> RunAloneAsync()
    {
        using var folder = new TemporaryFolder();
        var outcome = await ChitaProcess.RunAsync(folder.Root, "run", new MlpCampaign { Stages = Stages }.WriteTo(folder.Root), "-o", "json");
        return RunReport.Parse(outcome.Output).Digest;
    }
}
