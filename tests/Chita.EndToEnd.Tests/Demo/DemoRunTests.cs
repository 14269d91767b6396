using Chita.Reports;

namespace Chita.EndToEnd.Tests.Demo;

/// <summary><c>chita demo</c>, as a newcomer runs it.</summary>
public sealed class DemoRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_needs_nothing_and_ends_with_five_networks_that_beat_magnitude()
    {
        var outcome = await ChitaProcess.RunAsync(_folder.Root, "demo");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        var reports = Directory.EnumerateFiles(_folder.Root, "report.json", SearchOption.AllDirectories).Select(RunReport.Read).ToArray();
        Assert.Equal(5, reports.Length);
        Assert.All(reports, report => Assert.True(report.Pruned > report.Magnitude, $"{report.Name}: {report.Pruned} against {report.Magnitude}"));
        Assert.All(["50 %", "80 %", "90 %", "95 %", "98 %"], sparsity => Assert.Contains(sparsity, outcome.Output, StringComparison.Ordinal));
    }
}
