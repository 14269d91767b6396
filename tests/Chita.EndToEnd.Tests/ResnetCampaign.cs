using System.Globalization;
using Chita.Golden;

namespace Chita.EndToEnd.Tests;

/// <summary>
/// A campaign file for ResNet20 whose solves take many iterations, so that there are checkpoints to go on from: a weak ridge, a gap of nothing.
/// </summary>
internal sealed record ResnetCampaign
{
    public string Name { get; init; } = "resnet20";

    public int Samples { get; init; } = 800;

    /// <summary>Samples of a row: with few of them, rows and solves are as many and as long, and soon computed.</summary>
    public int BatchSize { get; init; } = 16;

    public int Stages { get; init; } = 3;

    public int MaxIterations { get; init; } = 24;

    public string Output { get; init; } = "out";

    /// <summary>The share of weights to remove; or several, as a list.</summary>
    public string Sparsity { get; init; } = "0.9";

    /// <summary>Evaluation data; null: nothing is measured.</summary>
    public string? Evaluation { get; init; }

    private static string Normalize => "normalize: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }";

    /// <summary>The file's text. Network and data must be there.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: chita/v1
        kind: Campaign
        metadata: { name: {{Name}} }
        spec:
          network: { torchscript: "{{Find("networks/resnet20.pt")}}", loss: cross-entropy, targets: ["*"], ignore: ["re:.*downsample.*"] }
          calibration:
            data: "{{Find("cifar10/train_5085.bin")}}"
            {{Normalize}}
            augment: [crop, flip]
            samples: {{Samples}}
            batchSize: {{BatchSize}}
          {{(Evaluation is null ? "" : $"evaluation: {{ data: \"{Evaluation}\", {Normalize}, metric: accuracy }}")}}
          solver: { method: chita, ridge: 1.0e-4, firstOrder: 0.0625, tolerance: 1.0e-15, maxIterations: {{MaxIterations}} }
          budget: { sparsity: {{Sparsity}} }
          stages: { count: {{Stages}}, schedule: geometric, start: 0.0 }
          execution: { blockSize: 16384 }
          output: { path: {{Output}} }

        """);

    /// <summary>Writes the file and returns its path.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="dataRoot">The data root of the cluster that it is for: takes copies of what the file names.</param>
    public string WriteTo(string folder, string? dataRoot = null)
    {
        var path = Path.Combine(folder, $"{Name}.yaml");
        File.WriteAllText(path, dataRoot is null ? Text : SharedFolder.CopyInto(dataRoot, Text));
        return path;
    }

    private static string Find(string name) => SharedFolder.Find(name) ?? throw new FileNotFoundException($"{name} is neither in CHITA_DATA nor in ../shared/data.", name);
}
