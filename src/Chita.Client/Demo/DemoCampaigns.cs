using System.Globalization;

namespace Chita.Client.Demo;

/// <summary>The demo's campaign files: one per sparsity, written out so that a newcomer can read, change and run them.</summary>
internal static class DemoCampaigns
{
    /// <summary>The network's file in the demo's folder.</summary>
    public const string Network = "network.pt";

    // Everything that can be tuned. Many short stages with fresh gradients serve this network better than few that are solved to the end.
    private const int Rows = 400;
    private const int BatchSize = 16;
    private const string Ridge = "1.0e-2";
    private const string FirstOrder = "0.0625"; // 1 / BatchSize
    private const string Tolerance = "2.0e-3";
    private const int MaxIterations = 8;
    private const int Stages = 20;
    private const string Schedule = "geometric"; // each stage keeps the same share of what is left
    private const string Start = "0.3";

    /// <summary>From easy to hard.</summary>
    public static IReadOnlyList<decimal> Sparsities { get; } = [0.5m, 0.8m, 0.9m, 0.95m, 0.98m];

    /// <summary>Writes the campaign files into a folder that holds, or will hold, the network and the data.</summary>
    /// <param name="folder">The demo's folder; paths in the files are relative to it.</param>
    /// <param name="train">The file of the training images.</param>
    /// <param name="test">The file of the test images.</param>
    /// <returns>Their full paths, in the order of <see cref="Sparsities"/>.</returns>
    public static IReadOnlyList<string> Write(string folder, string train, string test) =>
        [.. Sparsities.Select(sparsity =>
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"glyphs-{100 * sparsity:0}");
            var path = Path.Combine(folder, $"{name}.yaml");
            File.WriteAllText(path, Text(name, sparsity, train, test));
            return path;
        })];

    private static string Text(string name, decimal sparsity, string train, string test) => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: chita/v1
        kind: Campaign
        metadata: { name: {{name}} }
        spec:
          network:
            torchscript: {{Network}}
            loss: cross-entropy
          calibration:
            data: {{train}}
            normalize: { mean: [0.5], std: [0.5] }
            samples: {{Rows * BatchSize}}          # {{Rows}} rows of {{BatchSize}} images, drawn anew for each stage
            batchSize: {{BatchSize}}
            seed: 0
          evaluation: { data: {{test}}, metric: accuracy }
          solver:                      # firstOrder is 1 / batchSize
            method: chita
            ridge: {{Ridge}}
            firstOrder: {{FirstOrder}}
            tolerance: {{Tolerance}}
            maxIterations: {{MaxIterations}}
          budget: { sparsity: {{sparsity}} }
          stages: { count: {{Stages}}, schedule: {{Schedule}}, start: {{Start}} }
          output: { path: out/{{name}}, formats: [safetensors, torchscript] }

        """);
}
