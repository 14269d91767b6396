using System.Globalization;
using Chita.EndToEnd.Tests.Faults;
using Chita.Planning;
using Chita.Reports;

namespace Chita.EndToEnd.Tests;

/// <summary>More gradients than memory, on one machine.</summary>
public sealed class SpillTests(MlpPlan measured) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Gradients_that_do_not_fit_go_to_a_disk_and_the_digest_is_that_of_enough_memory()
    {
        var file = new MlpCampaign { Samples = 6400, Output = "in-memory" }.WriteTo(_folder.Root);
        var limit = await HalfOfAAsync(file);

        Assert.Equal(0, (await ChitaProcess.RunAsync(_folder.Root, "run", file, "--threads", "1")).ExitCode);
        var refused = await ChitaProcess.RunAsync(_folder.Root, "run", new MlpCampaign { Samples = 6400 }.WriteTo(_folder.Root), "--threads", "1", "--memory", limit);
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("give every silo a disk with --spill", refused.Errors, StringComparison.Ordinal);

        var spill = Directory.CreateDirectory(_folder["spill"]).FullName;
        var planned = await PlanAsync(file, "--memory", limit, "--spill", spill);
        Assert.True(planned.Fits && planned.PerSilo.DiskBytes == planned.MatrixBytes, planned.Refusal);
        var run = await ChitaProcess.RunAsync(_folder.Root, "run", file, "--threads", "1", "--memory", limit, "--spill", spill);
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("gradients go to the silos' disks", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.Equal(RunReport.Read(_folder["in-memory/report.json"]).Digest, RunReport.Read(_folder["out/report.json"]).Digest);
        Assert.Empty(Directory.GetFileSystemEntries(spill));
    }

    [Fact]
    public async Task A_disk_that_is_too_small_as_well_is_refused_with_the_sum()
    {
        var file = new MlpCampaign { Samples = 6400 }.WriteTo(_folder.Root);
        using var disk = SmallDisk.Mount(1 << 20);
        var refused = await ChitaProcess.RunAsync(_folder.Root, "run", file, "--threads", "1", "--memory", await HalfOfAAsync(file), "--spill", disk.Root);
        Assert.Equal(3, refused.ExitCode);
        Assert.Matches("would keep [0-9.]+ MiB of it on its disk, which has .* free", refused.Errors);
        Assert.False(Path.Exists(_folder["out"]));
    }

    /// <summary>Memory for everything but a half of A.</summary>
    private async Task<string> HalfOfAAsync(string file)
    {
        var plan = await PlanAsync(file, "--memory", "100GiB");
        return (plan.PerSilo.TotalBytes - plan.MatrixBytes / 2).ToString(CultureInfo.InvariantCulture);
    }

    private async Task<PlanReport> PlanAsync(string file, params string[] options) => PlanReport.Parse((await ChitaProcess.RunAsync(
        _folder.Root, ["plan", file, "-o", "json", "--threads", "1", "--speeds", await measured.WriteSpeedsAsync(_folder.Root), .. options])).Output);
}
