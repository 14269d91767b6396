using System.Globalization;
using Chita.Golden;

namespace Chita.EndToEnd.Tests;

/// <summary>A campaign file for MLPNet: small, and each test changes what it is about.</summary>
internal sealed record MlpCampaign
{
    public string Name { get; init; } = "mlpnet";

    public string Network { get; init; } = SharedData.Require("networks/mlpnet.pt");

    public string Targets { get; init; } = "\"*\"";

    public string Data { get; init; } = SharedData.Require("mnist/train-images-idx3-ubyte.gz");

    public string Normalize { get; init; } = "normalize: { mean: [0.1307], std: [0.3081] }";

    public int Samples { get; init; } = 1600;

    public string Solver { get; init; } = "method: chita, ridge: 1.0e-3, firstOrder: 0.0625";

    public string Sparsity { get; init; } = "0.9";

    public int Stages { get; init; } = 1;

    public string Quality { get; init; } = "";

    public string Output { get; init; } = "out";

    public string Extra { get; init; } = "";

    /// <summary>Writes the file and returns its path.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="dataRoot">The data root of the cluster that it is for: takes copies of what the file names.</param>
    public string WriteTo(string folder, string? dataRoot = null)
    {
        var path = Path.Combine(folder, $"{Name}.yaml");
        File.WriteAllText(path, dataRoot is null ? Text : SharedFolder.CopyInto(dataRoot, Text));
        return path;
    }

    private string Text => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: chita/v1
        kind: Campaign
        metadata: { name: {{Name}} }
        spec:
          network: { torchscript: "{{Network}}", loss: cross-entropy, targets: [{{Targets}}] }
          calibration:
            data: "{{Data}}"
            {{Normalize}}
            samples: {{Samples}}
            batchSize: 16
          evaluation:
            data: "{{SharedData.Require("mnist/t10k-images-idx3-ubyte.gz")}}"
            normalize: { mean: [0.1307], std: [0.3081] }
            metric: accuracy
          solver: { {{Solver}} }
          budget: { sparsity: {{Sparsity}} }
          stages: { count: {{Stages}}, schedule: exponential, start: 0.1 }
          output: { path: {{Output}} }
        {{Quality}}
        {{Extra}}
        """);
}
