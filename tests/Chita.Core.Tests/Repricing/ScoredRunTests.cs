using Chita.Core.Tests.Verification;
using Chita.Reports;
using Chita.Repricing;

namespace Chita.Core.Tests.Repricing;

/// <summary>Folders that a new budget cannot be taken from, each with its reason.</summary>
public sealed class ScoredRunTests : IDisposable
{
    private readonly PrunedRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("chita", "has no scores, which a new budget needs; a campaign with output.scores: true keeps them, and this one has to run again with it.")]
    [InlineData("iht", "has no scores, which a new budget needs, and method iht has none; a campaign with method: chita and output.scores: true keeps them.")]
    public void A_run_without_scores_is_told_what_keeps_them(string method, string message)
    {
        var manifest = RunManifest.Read(_run[RunManifest.FileName]);
        File.WriteAllText(_run[RunManifest.FileName], (manifest with { Method = method }).ToJson());
        Assert.Equal($"{_run.Root}: {message}", Refusal());
    }

    [Fact]
    public void A_report_that_was_changed_is_not_believed()
    {
        File.AppendAllText(_run["report.json"], " ");
        Assert.Contains("report.json: is not the file that the run wrote", Refusal());
    }

    [Fact]
    public void A_folder_without_a_manifest_is_none_of_a_run()
    {
        File.Delete(_run[RunManifest.FileName]);
        Assert.Contains("is no output folder of chita; expected a folder that chita run has left, with manifest.json.", Refusal());
    }

    private string Refusal() => Assert.Throws<InvalidInputException>(() => ScoredRun.Open(_run.Root)).Message;
}
