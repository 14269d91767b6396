using System.Globalization;
using Chita.Benchmarks.Cluster.Synthetic;

namespace Chita.Benchmarks.Cluster;

/// <summary>A campaign file for a synthetic network.</summary>
internal sealed record SyntheticCampaign(string Name, string Network)
{
    public int Rows { get; init; } = 100;

    public int BlockSize { get; init; } = 65_536;

    public double Tolerance { get; init; } = 1e-8;

    /// <summary>Writes the network into a cluster's data root.</summary>
    public static SyntheticCampaign In(string folder, string name, SyntheticNetwork network)
    {
        network.Write(Path.Combine(folder, name + SyntheticNetwork.Extension));
        return new SyntheticCampaign(name, name + SyntheticNetwork.Extension);
    }

    public string Yaml => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: chita/v1
        kind: Campaign
        metadata: { name: {{Name}} }
        spec:
          network: { torchscript: {{Network}}, loss: cross-entropy }
          calibration: { data: {{Network}}, samples: {{Rows}}, batchSize: 1 }
          solver: { ridge: 1.0e-3, tolerance: {{Tolerance}}, maxIterations: 20 }
          budget: { sparsity: 0.9 }
          execution: { blockSize: {{BlockSize}} }
          output: { path: out-{{Name}}, formats: [safetensors] }
        """);
}
