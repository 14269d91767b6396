using Chita.Reports;

namespace Chita.EndToEnd.Tests;

/// <summary>Batch-norm statistics taken anew, from the campaign file to the folder that is verified.</summary>
public sealed class RecalibrationTests : IDisposable
{
    private const string Recalibrated = "out, recalibrate: batch-norm";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Both_figures_are_told_everywhere_and_the_folder_is_verified()
    {
        var run = await ChitaProcess.RunAsync(_folder.Root, "run", Write("[0.6, 0.7]"));
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("recalibrated", run.Output, StringComparison.Ordinal);
        var output = Path.Combine(_folder.Root, "out");
        var report = RunReport.Read(Path.Combine(output, "report.json"));
        Assert.All(report.Levels, level => Assert.NotEqual(level.Pruned!.Value, level.Recalibrated!.Value));
        Assert.Equal((report.Levels[^1].Pruned, report.Levels[^1].Recalibrated), (report.Pruned, report.Recalibrated));
        Assert.Contains("recalibrated</p>", await File.ReadAllTextAsync(Path.Combine(output, "report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var frontier = await ChitaProcess.RunAsync(_folder.Root, "frontier", "out", "-o", "csv");
        Assert.Equal(report.Levels.Select(level => FormattableString.Invariant($"{level.Recalibrated}")), Lines(frontier.Output).Skip(1).Select(line => line.Split(',')[^1]));
        var verify = await ChitaProcess.RunAsync(_folder.Root, "verify", "out");
        Assert.Equal((0, ""), (verify.ExitCode, verify.Errors));
    }

    [Fact]
    public async Task A_network_without_batch_norm_is_refused_before_the_start()
    {
        var refused = await ChitaProcess.RunAsync(_folder.Root, "run", new MlpCampaign { Output = Recalibrated }.WriteTo(_folder.Root));
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("the network cannot be recalibrated: has no batch-norm layers with running statistics", refused.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Root, "out")));
    }

    private string Write(string sparsity) => new ResnetCampaign
    {
        Samples = 160, MaxIterations = 8, Stages = 1, Sparsity = sparsity, Output = Recalibrated,
        Evaluation = SharedData.Require("cifar10/test_1017.bin"),
    }.WriteTo(_folder.Root);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
