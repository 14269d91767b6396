using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Chita.Formats;
using Chita.Golden;
using Chita.Reports;

namespace Chita.EndToEnd.Tests;

/// <summary>Rows of gradients that PyTorch has written lead where Chita's own do.</summary>
public sealed class IngestTests : IDisposable
{
    private const int Rows = 40, BatchSize = 4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Gradients_of_ResNet20_from_PyTorch_choose_the_same_weights()
    {
        var images = File.ReadAllBytes(SharedData.Require("cifar10/train_5085.bin")).Chunk(1 + 3 * 32 * 32).Take(Rows * BatchSize).ToArray();
        Samples(
            Npy("<f4", [images.Length, 3, 32, 32], MemoryMarshal.AsBytes<float>([.. images.SelectMany(image => image.Skip(1).Select(pixel => (pixel / 255f - 0.5f) / 0.5f))])),
            Npy("<i8", [images.Length], MemoryMarshal.AsBytes<long>([.. images.Select(image => (long)image[0])])));
        await SameAsync(
            SharedData.Require("networks/resnet20.pt"),
            $"data: \"{SharedData.Require("cifar10/train_5085.bin")}\", normalize: {{ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }}", "re:.*downsample.*");

        // Then without the network: its weights are what is left when nothing is pruned.
        File.WriteAllText(_folder["dense.yaml"], $$"""
            apiVersion: chita/v1
            kind: Campaign
            metadata: { name: dense }
            spec:
              network: { torchscript: "{{SharedData.Require("networks/resnet20.pt")}}", loss: cross-entropy }
              solver: { method: magnitude }
              budget: { sparsity: 0 }
              output: { path: dense, formats: [safetensors] }
            """);
        await RunAsync(_folder["dense.yaml"]);
        var weights = await File.ReadAllTextAsync(_folder["stored.yaml"], TestContext.Current.CancellationToken);
        weights = Regex.Replace(weights, "torchscript: \"[^\"]*\"", "weights: dense/model.safetensors").Replace("loss: cross-entropy, ", "", StringComparison.Ordinal);
        File.WriteAllText(_folder["weights.yaml"], weights.Replace("stored", "weights", StringComparison.Ordinal));
        await RunAsync(_folder["weights.yaml"]);
        Assert.Equal(RunReport.Read(_folder["stored/report.json"]).Digest, RunReport.Read(_folder["weights/report.json"]).Digest);
        Assert.Equal(0, (await ChitaProcess.RunAsync(_folder.Root, "verify", _folder["weights"])).ExitCode);
    }

    [Fact]
    public async Task Those_of_a_language_model_do_too()
    {
        var path = SharedData.Require("stories/stories260k-calibration.safetensors");
        using (var file = SafetensorsFile.Open(path))
            Samples(Tokens(file, "inputs"), Tokens(file, "targets"));
        await SameAsync(SharedData.Require("stories/stories260k.pt"), $"data: \"{path}\"", "tok_embeddings.weight");
    }

    [Fact]
    public async Task A_tile_that_is_missing_is_told_and_nothing_is_left()
    {
        Directory.CreateDirectory(_folder["gradients"]);
        var outcome = await ChitaProcess.RunAsync(_folder.Root, "run", Campaign("stored", SharedData.Require("networks/mlpnet.pt"), "gradients: gradients", "", "none"));
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("expected a folder of safetensors files with rows of gradients; it holds none", outcome.Errors, StringComparison.Ordinal);
        Assert.False(Path.Exists(_folder["stored"]));
    }

    private async Task SameAsync(string network, string data, string ignore)
    {
        var own = Campaign("own", network, "", $"calibration: {{ {data}, samples: {Rows * BatchSize}, batchSize: {BatchSize}, order: file }}", ignore);
        await RunAsync(own);
        await ExportAsync(network);
        await RunAsync(Campaign("stored", network, "gradients: gradients", "", ignore));

        var (expected, actual) = (RunReport.Read(_folder["own/report.json"]), RunReport.Read(_folder["stored/report.json"]));
        var (q, stage) = (expected.Stages[0].Objective!.Value, actual.Stages[0]);
        Assert.InRange(stage.Objective!.Value, q - 1e-5 * Math.Abs(q), q + 1e-5 * Math.Abs(q));
        Assert.True(File.ReadAllBytes(_folder["own/mask.safetensors"]).AsSpan().SequenceEqual(File.ReadAllBytes(_folder["stored/mask.safetensors"])), "another support");
        Assert.Equal(Rows, actual.Calibration!.Rows);
        Assert.Contains("SHA256SUMS", await File.ReadAllTextAsync(_folder["stored/manifest.json"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task RunAsync(string campaign)
    {
        var ran = await ChitaProcess.RunAsync(_folder.Root, "run", campaign);
        Assert.True(ran.ExitCode == 0, ran.Errors);
    }

    /// <summary>What docs/gradients.md says to do.</summary>
    private async Task ExportAsync(string network)
    {
        var script = Path.Combine(SharedFolder.Repository()!, "examples", "export_gradients.py");
        using var python = Process.Start(new ProcessStartInfo(
            "/usr/bin/python3", [script, network, "samples.npz", "gradients", "--batch-size", Text(BatchSize), "--rows", Text(Rows), "--rows-per-file", "16"])
        {
            WorkingDirectory = _folder.Root, RedirectStandardError = true,
        })!;
        var errors = await python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(python.ExitCode == 0, errors);
    }

    private string Campaign(string name, string network, string gradients, string calibration, string ignore)
    {
        File.WriteAllText(_folder[$"{name}.yaml"], $$"""
            apiVersion: chita/v1
            kind: Campaign
            metadata: { name: {{name}} }
            spec:
              network: { torchscript: "{{network}}", {{(gradients.Length > 0 ? $"{gradients}, " : "")}}loss: cross-entropy, ignore: ["{{ignore}}"] }
              {{calibration}}
              solver: { ridge: 1.0e-3, firstOrder: 0.1, maxIterations: 30 }
              budget: { sparsity: 0.6 }
              output: { path: {{name}} }
            """);
        return _folder[$"{name}.yaml"];
    }

    private void Samples(byte[] inputs, byte[] targets)
    {
        using var archive = ZipFile.Open(_folder["samples.npz"], ZipArchiveMode.Create);
        foreach (var (name, content) in new[] { ("inputs.npy", inputs), ("targets.npy", targets) })
        {
            using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
            entry.Write(content);
        }
    }

    private static byte[] Tokens(SafetensorsFile file, string name)
    {
        var entry = file.Find(name)!;
        var bytes = new byte[Rows * BatchSize * entry.Shape[1] * sizeof(long)];
        file.Read(entry, 0, bytes);
        return Npy("<i8", [Rows * BatchSize, entry.Shape[1]], bytes);
    }

    /// <summary>An array as NumPy keeps it: magic, version, length of a header that ends at a multiple of 64 bytes, data.</summary>
    private static byte[] Npy(string type, long[] shape, ReadOnlySpan<byte> data)
    {
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}";
        text = text.PadRight((10 + text.Length + 1 + 63) / 64 * 64 - 11) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, (byte)(text.Length >> 8), .. Encoding.ASCII.GetBytes(text), .. data];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
