using System.Runtime.InteropServices;
using Chita.Campaigns;
using Chita.Core.Tests.Gradients;
using Chita.Networks;
using Chita.Output;
using Chita.Reports;

namespace Chita.Core.Tests.Verification;

/// <summary>What a run leaves, written by what runs write it with: MLPNet, of whose first two layers every tenth weight was kept.</summary>
public sealed class PrunedRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PrunedRun() : this(OutputFormat.Safetensors, OutputFormat.Torchscript) { }

    private PrunedRun(params OutputFormat[] formats)
    {
        var spec = Sessions.Mlpnet();
        using var network = TorchScriptNetwork.Load(spec.Network.Path);
        NetworkTensor[] prunable = [.. network.Tensors.Where(tensor => tensor.Name is "fc1.weight" or "fc2.weight")];
        var untouched = TensorRecord.Untouched(network, prunable);
        foreach (var tensor in prunable)
            network.Write(tensor.Name, 0, Pruned(network.Read(tensor.Name)));

        Root = _folder["out"];
        using var output = new OutputFolder(Root);
        var model = ModelWriter.Write(network, prunable, untouched, output.Partial, formats);
        var report = Reports.Sample.Report() with
        {
            Weights = model.Weights, Kept = model.Kept, Sparsity = 1 - (double)model.Kept / model.Weights, Digest = model.Digest, Layers = model.Layers,
        };
        RunFolder.Complete(output, spec, model, report, TimeProvider.System);
        output.Publish();
        Files = [.. Directory.GetFiles(Root).Order(StringComparer.Ordinal)];
        Original = Files.ToDictionary(file => file, File.ReadAllBytes);
    }

    /// <summary>With files of these formats.</summary>
    public static PrunedRun With(params OutputFormat[] formats) => new(formats);

    public string Root { get; }

    /// <summary>All files of the folder.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Their content.</summary>
    public IReadOnlyDictionary<string, byte[]> Original { get; }

    public string Model => this[ModelWriter.SafetensorsName];

    public string this[string name] => Path.Combine(Root, name);

    /// <summary>Writes all files anew as they were.</summary>
    public void Restore()
    {
        foreach (var (file, content) in Original)
            File.WriteAllBytes(file, content);
    }

    public void Dispose() => _folder.Dispose();

    private static float[] Pruned(ReadOnlySpan<byte> bytes)
    {
        var weights = MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        for (var i = 0; i < weights.Length; i++)
            weights[i] = i % 10 == 0 ? weights[i] + 1 : 0;
        return weights;
    }
}
