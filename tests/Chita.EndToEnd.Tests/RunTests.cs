using Chita.Formats;
using Chita.Reports;

namespace Chita.EndToEnd.Tests;

/// <summary><c>chita run</c> on the paper's MLPNet and all of MNIST's test images.</summary>
public sealed class RunTests : IDisposable
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
        var solver = new MlpCampaign().Solver;
        await ChitaProcess.RunAsync(_folder.Root, "run", new MlpCampaign { Name = "exact", Output = "exact" }.WriteTo(_folder.Root));
        await ChitaProcess.RunAsync(
            _folder.Root, "run", new MlpCampaign { Name = "rounded", Output = "rounded", Solver = solver + ", storage: bfloat16" }.WriteTo(_folder.Root));

        var (exact, rounded) = (Report("exact"), Report("rounded"));
        Assert.NotEqual(exact.Digest, rounded.Digest);
        Assert.Equal(exact.Stages[0].Objective!.Value, rounded.Stages[0].Objective!.Value, 0.02 * Math.Abs(exact.Stages[0].Objective!.Value));
        Assert.Equal(exact.Pruned!.Value, rounded.Pruned!.Value, 0.02);
        Assert.Equal("bfloat16", RunManifest.Read(Path.Combine(_folder.Root, "rounded", "manifest.json")).Storage);
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
        string[] outputs = ["a", "b", "c"];
        var files = outputs.Select(output => new MlpCampaign { Name = output, Output = output, Stages = 3 }.WriteTo(_folder.Root)).ToArray();

        var together = await Task.WhenAll(
            ChitaProcess.RunAsync(_folder.Root, "run", files[0], "-o", "json"), ChitaProcess.RunAsync(_folder.Root, "run", files[1], "-o", "json"));
        var single = await ChitaProcess.RunAsync(_folder.Root, "run", files[2], "-o", "json", "--threads", "1");

        var digests = together.Append(single).Select(outcome => RunReport.Parse(outcome.Output).Digest).ToArray();
        Assert.Single(digests.Distinct());
    }

    [Fact]
    public async Task The_written_network_alone_reaches_the_reported_accuracy()
    {
        await ChitaProcess.RunAsync(_folder.Root, "run", new MlpCampaign().WriteTo(_folder.Root));
        var report = RunReport.Read(Path.Combine(_folder.Root, "out", "report.json"));

        var again = new MlpCampaign { Name = "again", Network = Path.Combine(_folder.Root, "out", "model.pt"), Sparsity = "0.9", Output = "again" };
        var outcome = await ChitaProcess.RunAsync(_folder.Root, "run", again.WriteTo(_folder.Root), "-o", "json");

        Assert.Equal(report.Pruned, RunReport.Parse(outcome.Output).Dense);
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

    [Fact]
    public async Task Ctrl_C_ends_with_130_and_leaves_nothing()
    {
        using var chita = ChitaProcess.Start(_folder.Root, "run", new MlpCampaign { Stages = 100 }.WriteTo(_folder.Root));
        await chita.SaysAsync("stage 1 of 100");
        chita.Interrupt();
        var outcome = await chita.EndAsync();

        Assert.Equal(130, outcome.ExitCode);
        Assert.Equal(["mlpnet.yaml"], Directory.EnumerateFileSystemEntries(_folder.Root).Select(Path.GetFileName));
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
