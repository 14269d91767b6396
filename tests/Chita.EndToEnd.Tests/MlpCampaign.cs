using System.Globalization;

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
    public string WriteTo(string folder)
    {
        var path = Path.Combine(folder, $"{Name}.yaml");
        File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $$"""
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
            """));
        return path;
    }
}
