using Chita.Formats;
using Chita.Reports;

namespace Chita.EndToEnd.Tests;

/// <summary><c>chita run</c> on the paper's MLPNet and all of MNIST's test images.</summary>
public sealed class RunTests(MlpRun run) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_leaves_a_complete_folder_whose_report_counts_the_bytes_written()
    {
        var outcome = await ChitaProcess.RunAsync(_folder.Root, "run", new MlpCampaign { Sparsity = "0.95", Stages = 3, Samples = 8000 }.WriteTo(_folder.Root));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        var output = Path.Combine(_folder.Root, "out");
        Assert.Equal(
            ["manifest.json", "mask.safetensors", "model.pt", "model.safetensors", "report.html", "report.json"],
            Directory.EnumerateFileSystemEntries(output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var report = RunReport.Read(Path.Combine(output, "report.json"));
        Assert.Equal((32360, 1618), (report.Weights, report.Kept));
        Assert.Equal(1618, NonzeroFloats(Path.Combine(output, "model.safetensors")));
        Assert.Equal(1618, NonzeroBytes(Path.Combine(output, "mask.safetensors")));
        Assert.Equal(0.9397, report.Dense!.Value, 6);
        Assert.True(report.Pruned > report.Magnitude, $"chita {report.Pruned}, magnitude {report.Magnitude}");
        Assert.All(RunManifest.Read(Path.Combine(output, "manifest.json")).Outputs, file =>
            Assert.Equal(file.Digest, ContentDigest.OfFile(Path.Combine(output, file.Path))));
    }

    [Fact]
    public async Task Gradients_in_half_the_memory_change_the_result_only_slightly()
    {
        var exact = await run.ReportAsync();
        var outcome = await ChitaProcess.RunAsync(
            _folder.Root, "run", (MlpRun.Campaign with { Solver = MlpRun.Campaign.Solver + ", storage: bfloat16" }).WriteTo(_folder.Root));
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        var rounded = Report("out");
        Assert.NotEqual(exact.Digest, rounded.Digest);
        Assert.Equal(exact.Stages[0].Objective!.Value, rounded.Stages[0].Objective!.Value, 0.02 * Math.Abs(exact.Stages[0].Objective!.Value));
        Assert.Equal(exact.Pruned!.Value, rounded.Pruned!.Value, 0.02);
        Assert.Equal("bfloat16", RunManifest.Read(Path.Combine(_folder.Root, "out", "manifest.json")).Storage);
    }

    [Theory, InlineData("cd"), InlineData("block-bso")]
    public async Task The_papers_methods_run_and_keep_what_is_asked_for(string method)
    {
        var outcome = await ChitaProcess.RunAsync(
            _folder.Root, "run", new MlpCampaign { Solver = $"method: {method}, ridge: 1.0e-2", Samples = 800 }.WriteTo(_folder.Root));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        var report = Report("out");
        Assert.Equal((method, 3236L), (report.Method, report.Kept));
        Assert.InRange(report.Stages[0].LowerBound!.Value, 0, report.Stages[0].Objective!.Value);
    }

    [Fact]
    public async Task The_digest_is_the_same_again_with_one_thread_and_beside_another_run()
    {
        var first = await run.ReportAsync(); // all threads, alone
        var together = await Task.WhenAll(RunAsync("one", "--threads", "1"), RunAsync("two", "--threads", "2"));
        Assert.All(together, outcome => Assert.Equal(first.Digest, RunReport.Parse(outcome.Output).Digest));

        Task<Outcome> RunAsync(string name, params string[] options) =>
            ChitaProcess.RunAsync(_folder.Root, ["run", (MlpRun.Campaign with { Name = name, Output = name }).WriteTo(_folder.Root), "-o", "json", .. options]);
    }

    [Fact]
    public async Task The_written_network_alone_reaches_the_reported_accuracy()
    {
        var again = new MlpCampaign { Network = Path.Combine(await run.OutputAsync(), "model.pt"), Samples = 160 };
        var outcome = await ChitaProcess.RunAsync(_folder.Root, "run", again.WriteTo(_folder.Root), "-o", "json");

        Assert.Equal((await run.ReportAsync()).Pruned, RunReport.Parse(outcome.Output).Dense);
    }

    [Fact]
    public async Task A_missed_quality_gate_is_exit_code_2_and_the_report_says_so()
    {
        var file = new MlpCampaign { Sparsity = "0.98", Quality = "  quality: { maxDegradation: 0.001 }" }.WriteTo(_folder.Root);

        var outcome = await ChitaProcess.RunAsync(_folder.Root, "run", file);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("rejected: accuracy is worse by", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal("Rejected", RunReport.Read(Path.Combine(_folder.Root, "out", "report.json")).State);
    }

    private RunReport Report(string output) => RunReport.Read(Path.Combine(_folder.Root, output, "report.json"));

    private static long NonzeroFloats(string path) => Tensors(path).Sum(bytes =>
        (long)System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes).ToArray().Count(weight => weight != 0));

    private static long NonzeroBytes(string path) => Tensors(path).Sum(bytes => (long)bytes.Count(value => value != 0));

    private static List<byte[]> Tensors(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return [.. file.Tensors.Select(entry =>
        {
            var bytes = new byte[entry.ByteLength];
            file.Read(entry, 0, bytes);
            return bytes;
        })];
    }
}
