using Chita.Reports;

[assembly: AssemblyFixture(typeof(Chita.EndToEnd.Tests.MlpRun))]

namespace Chita.EndToEnd.Tests;

/// <summary>One <c>chita run</c> on MLPNet, for all tests that look at what a run leaves; it runs when the first of them asks. Who changes its files changes a copy.</summary>
public sealed class MlpRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task<Outcome>> _outcome;

    public MlpRun() => _outcome = new(() => ChitaProcess.RunAsync(_folder.Root, "run", Campaign.WriteTo(_folder.Root)));

    /// <summary>The campaign: small blocks, so that there are many to spread, and more than one stage.</summary>
    internal static MlpCampaign Campaign => new() { Stages = 2, Extra = "  execution: { blockSize: 4096 }" };

    /// <summary>How the process ended.</summary>
    internal Task<Outcome> OutcomeAsync() => _outcome.Value;

    /// <summary>The output folder of the run, which has gone well.</summary>
    internal async Task<string> OutputAsync()
    {
        var outcome = await OutcomeAsync();
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        return Path.Combine(_folder.Root, Campaign.Output);
    }

    internal async Task<RunReport> ReportAsync() => RunReport.Read(Path.Combine(await OutputAsync(), "report.json"));

    public void Dispose() => _folder.Dispose();
}
