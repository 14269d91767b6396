using Chita.Formats;
using Chita.Reports;

namespace Chita.EndToEnd.Tests;

/// <summary>A language model as it is published, to half of its weights: folder in, folder out.</summary>
public sealed class LanguageModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_is_pruned_into_a_folder_that_verifies_and_loads_again()
    {
        var model = SharedData.Require("stories/hf");
        var planned = await ChitaAsync("plan", Write("stories", model, "0.5"));
        Assert.Equal((0, ""), (planned.ExitCode, planned.Errors));
        Assert.Contains("226,560", planned.Output, StringComparison.Ordinal);

        var ran = await ChitaAsync("run", _folder["stories.yaml"]);
        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        var output = _folder["stories"];
        Assert.Equal(
            ["manifest.json", "mask.safetensors", "model/config.json", "model/model.safetensors", "report.html", "report.json"],
            Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(output, file)).Order(StringComparer.Ordinal));
        Assert.Equal(File.ReadAllBytes(Path.Combine(model, "config.json")), File.ReadAllBytes(Path.Combine(output, "model/config.json")));
        var report = RunReport.Read(Path.Combine(output, "report.json"));
        Assert.Equal((226_560, 113_280, 0.5), (report.Weights, report.Kept, report.Sparsity));
        Assert.Equal(113_280, Nonzero(Path.Combine(output, "model/model.safetensors"), report));
        Assert.True(report.Dense < report.Pruned);

        var verified = await ChitaAsync("verify", "stories");
        Assert.Equal((0, ""), (verified.ExitCode, verified.Errors));

        // The pruned network alone is what was measured.
        var again = await ChitaAsync("run", Write("again", Path.Combine(output, "model"), "0.5"), "-o", "json");
        Assert.Equal(report.Pruned, RunReport.Parse(again.Output).Dense);
        Assert.Equal(report.Digest, RunReport.Parse(again.Output).Digest); // half of it is there, and magnitude finds it
    }

    [Fact]
    public async Task A_folder_without_its_weights_is_exit_code_3()
    {
        Directory.CreateDirectory(_folder["empty"]);
        File.Copy(Path.Combine(SharedData.Require("stories/hf"), "config.json"), _folder["empty/config.json"]);
        var outcome = await ChitaAsync("run", Write("stories", _folder["empty"], "0.5"));
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains($"{_folder["empty"]}: has neither model.safetensors nor model.safetensors.index.json", outcome.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["stories"]));
    }

    private Task<Outcome> ChitaAsync(params string[] arguments) => ChitaProcess.RunAsync(_folder.Root, arguments);

    private string Write(string name, string network, string sparsity)
    {
        File.WriteAllText(_folder[$"{name}.yaml"], $$"""
            apiVersion: chita/v1
            kind: Campaign
            metadata: { name: {{name}} }
            spec:
              network: { huggingface: "{{network}}", loss: cross-entropy, ignore: [model.embed_tokens.weight] }
              calibration: { data: "{{SharedData.Require("stories/stories260k-calibration.safetensors")}}", samples: 16, batchSize: 1 }
              evaluation: { data: "{{SharedData.Require("stories/stories260k-eval.safetensors")}}", metric: perplexity }
              solver: { method: {{(name == "again" ? "magnitude" : "chita")}}, ridge: 0.1 }
              budget: { sparsity: {{sparsity}} }
              output: { path: {{name}} }
            """);
        return _folder[$"{name}.yaml"];
    }

    private static int Nonzero(string path, RunReport report)
    {
        using var file = SafetensorsFile.Open(path);
        return report.Layers.Sum(layer =>
        {
            var bytes = new byte[layer.Weights * sizeof(float)];
            file.Read(file.Find(layer.Name)!, 0, bytes);
            return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes).ToArray().Count(weight => weight != 0);
        });
    }
}
