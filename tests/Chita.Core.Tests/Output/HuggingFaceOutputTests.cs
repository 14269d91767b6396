using Chita.Campaigns;
using Chita.Core.Tests.Networks.Llama;
using Chita.Formats;
using Chita.Networks;
using Chita.Networks.Llama;
using Chita.Output;
using Chita.Reports;
using Chita.Verification;

namespace Chita.Core.Tests.Output;

/// <summary>A language model is written as it came: the same files, and in them the same tensors, of which some have other values.</summary>
public sealed class HuggingFaceOutputTests : IDisposable
{
    private const string Pruned = "model.layers.1.mlp.up_proj.weight";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(SafetensorsType.F32, 1), InlineData(SafetensorsType.F16, 1), InlineData(SafetensorsType.BF16, 1)]
    [InlineData(SafetensorsType.F32, 3), InlineData(SafetensorsType.BF16, 3)]
    public void A_network_that_was_not_changed_is_written_byte_for_byte(SafetensorsType type, int shards)
    {
        var source = new TinyLlama { Type = type, IsTied = false }.WriteTo(_folder["model-in"], shards);
        Write(source, _ => { });
        AssertFiles(source, Written, _ => true);
    }

    [Theory, InlineData(SafetensorsType.F32, 1), InlineData(SafetensorsType.F16, 2), InlineData(SafetensorsType.BF16, 3)]
    public void Only_the_pruned_tensor_is_another_one(SafetensorsType type, int shards)
    {
        var source = new TinyLlama { Type = type }.WriteTo(_folder["model-in"], shards);
        var model = Write(source, Prune);
        using var before = HuggingFaceFolder.Open(source);
        using var after = HuggingFaceFolder.Open(Written);
        Assert.Equal(before.Shards.Select(Header), after.Shards.Select(Header));
        foreach (var tensor in before.Shards.SelectMany(shard => shard.Tensors))
            Assert.Equal(tensor.Name == Pruned, !Bytes(before, tensor).SequenceEqual(Bytes(after, tensor)));
        Assert.Equal((120, 40), (model.Weights, model.Kept));
        AssertFiles(source, Written, name => !name.EndsWith(".safetensors", StringComparison.Ordinal));
    }

    [Fact]
    public void What_becomes_zero_by_rounding_is_counted_as_zero()
    {
        var model = Write(new TinyLlama { Type = SafetensorsType.F16 }.WriteTo(_folder["model-in"]), network => network.Write(Pruned, 0, [1e-9f, 1e-9f, 1f]));
        Assert.Equal((120, 118), (model.Weights, model.Kept));
        using var mask = SafetensorsFile.Open(_folder["out/mask.safetensors"]);
        var kept = new byte[3];
        mask.Read(mask.Find(Pruned)!, 0, kept);
        Assert.Equal([0, 0, 1], kept);
    }

    [Fact]
    public void What_is_too_large_for_the_type_is_an_error_that_names_the_tensor() => Assert.Contains(
        Pruned, Assert.Throws<NumericalException>(() => Write(new TinyLlama { Type = SafetensorsType.F16 }.WriteTo(_folder["model-in"]), network => network.Write(Pruned, 7, [70_000]))).Message);

    [Fact]
    public void Dense_weights_in_other_formats_do_not_come_along()
    {
        var source = new TinyLlama().WriteTo(_folder["model-in"]);
        string[] others = ["pytorch_model.bin", "pytorch_model.bin.index.json", "model.gguf", "adapter.safetensors", ".gitattributes"];
        foreach (var other in others)
            File.WriteAllText(Path.Combine(source, other), "x");
        File.WriteAllText(Path.Combine(source, "LICENSE"), "free");
        Write(source, Prune);
        Assert.Equal(["LICENSE", "config.json", "model.safetensors", "tokenizer.json"], Directory.GetFiles(Written).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_can_be_one_file_of_safetensors_too()
    {
        var model = Write(new TinyLlama { Type = SafetensorsType.BF16 }.WriteTo(_folder["model-in"], shards: 2), Prune, OutputFormat.Safetensors, OutputFormat.Huggingface);
        using var file = SafetensorsFile.Open(_folder["out/model.safetensors"]);
        Assert.Equal(new TinyLlama().Tensors.Select(tensor => tensor.Name), file.Tensors.Select(tensor => tensor.Name));
        Assert.All(file.Tensors, tensor => Assert.Equal(SafetensorsType.BF16, tensor.Type));
        Assert.Equal(40, model.Kept);
    }

    [Fact]
    public void What_was_written_passes_verification_until_a_weight_or_a_shard_is_another_one()
    {
        var run = Run(new TinyLlama { Type = SafetensorsType.BF16 }.WriteTo(_folder["model-in"], shards: 2));
        var right = Verifier.Verify(run);
        Assert.Empty(right.Findings);
        Assert.All(right.Checks, check => Assert.Equal("ok", check.State));
        Assert.Equal((120, 40), (right.Weights, right.Kept));
        Assert.Empty(Verifier.Verify(run, Path.Combine(run, "model")).Findings);

        var dense = Verifier.Verify(run, _folder["model-in"]);
        Assert.Contains(dense.Findings, finding => finding.Message.StartsWith($"model-in, {Pruned}: 80 of 80 weights that the mask removes are not zero", StringComparison.Ordinal));

        File.Delete(Path.Combine(run, "model", TinyLlama.Shard(1, 2)));
        var missing = Verifier.Verify(run).Findings.Select(finding => finding.Message).ToArray();
        Assert.Contains("model/model-00002-of-00002.safetensors: is missing; the manifest lists it", missing);
        Assert.Contains(missing, message => message.Contains("model.safetensors.index.json: names model-00002-of-00002.safetensors", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_of_links_as_download_caches_have_is_written_as_files()
    {
        var cache = new TinyLlama().WriteTo(_folder["cache"], shards: 2);
        Directory.CreateDirectory(_folder["model-in"]);
        foreach (var file in Directory.GetFiles(cache))
            File.CreateSymbolicLink(Path.Combine(_folder["model-in"], Path.GetFileName(file)), file);
        var run = Run(_folder["model-in"]);
        Assert.Empty(Verifier.Verify(run).Findings);
        Assert.All(Directory.GetFiles(Path.Combine(run, "model")), file => Assert.Null(new FileInfo(file).LinkTarget));
        Assert.All(RunManifest.Read(Path.Combine(run, "manifest.json")).Model, file => Assert.Equal(new FileInfo(Path.Combine(cache, file.Path)).Length, file.Bytes));
    }

    private string Written => _folder["out/model"];

    private string Run(string source)
    {
        var spec = CampaignFile.Parse($$"""
            apiVersion: chita/v1
            kind: Campaign
            metadata: { name: tiny }
            spec:
              network: { huggingface: "{{source}}", loss: cross-entropy }
              solver: { method: magnitude }
              budget: { sparsity: 0.5 }
              output: { path: run }
            """, "tiny.yaml", _folder.Root);
        using var output = new OutputFolder(spec.Output.Path);
        using var network = LlamaNetwork.Load(source);
        NetworkTensor[] prunable = [.. network.Tensors.Where(tensor => tensor.Name == Pruned)];
        var untouched = TensorRecord.Untouched(network, prunable);
        Prune(network);
        var model = ModelWriter.Write(network, prunable, untouched, output.Partial, spec.Output.Formats);
        var written = Reports.Sample.Report() with
        {
            Weights = model.Weights, Kept = model.Kept, Sparsity = 1 - (double)model.Kept / model.Weights, Digest = model.Digest, Layers = model.Layers,
        };
        var report = RunFolder.Complete(output, spec, model, written, TimeProvider.System);
        output.Publish();
        Assert.Equal(["config.json", "model.safetensors.index.json", TinyLlama.Shard(0, 2), TinyLlama.Shard(1, 2)], report.Files.Take(4).Select(file => file.Path));
        return spec.Output.Path;
    }

    private WrittenModel Write(string source, Action<LlamaNetwork> change, params OutputFormat[] formats)
    {
        Directory.CreateDirectory(_folder["out"]);
        using var network = LlamaNetwork.Load(source);
        NetworkTensor[] prunable = [.. network.Tensors.Where(tensor => tensor.Name == Pruned)];
        var untouched = TensorRecord.Untouched(network, prunable);
        change(network);
        return ModelWriter.Write(network, prunable, untouched, _folder["out"], formats.Length > 0 ? formats : [OutputFormat.Huggingface]);
    }

    private static void Prune(LlamaNetwork network)
    {
        var weights = new float[120];
        network.Read(Pruned, 0, weights);
        network.Write(Pruned, 0, [.. weights.Select((weight, i) => i % 3 == 0 ? 2 * weight : 0)]);
    }

    private static void AssertFiles(string expected, string found, Predicate<string> isCompared)
    {
        Assert.Equal(Directory.GetFiles(expected).Select(Path.GetFileName).Order(), Directory.GetFiles(found).Select(Path.GetFileName).Order());
        foreach (var name in Directory.GetFiles(expected).Select(file => Path.GetFileName(file)).Where(name => isCompared(name)))
            Assert.Equal(File.ReadAllBytes(Path.Combine(expected, name)), File.ReadAllBytes(Path.Combine(found, name)));
    }

    private static string Header(SafetensorsFile file) =>
        $"{Path.GetFileName(file.Path)}: {string.Join("; ", file.Tensors.Select(tensor => $"{tensor.Name} {tensor.Type} [{string.Join(',', tensor.Shape)}] {tensor.Offset}"))}";

    private static byte[] Bytes(HuggingFaceFolder folder, SafetensorsEntry tensor)
    {
        var bytes = new byte[tensor.ByteLength];
        folder.Read(tensor.Name, 0, bytes);
        return bytes;
    }
}
