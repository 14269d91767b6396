using Chita.Campaigns;

namespace Chita.Core.Tests.Gradients;

/// <summary>Campaigns on real networks and data.</summary>
internal static class Sessions
{
    /// <summary>The campaign of golden/mlpnet.json: 500 rows of one image, in file order.</summary>
    public static CampaignSpec Mlpnet(string? network = null, string targets = "*", string? data = null) => Parse(
        network ?? SharedData.Require("networks/mlpnet.pt"), $"targets: [\"{targets}\"]",
        data ?? SharedData.Require("mnist/train-images-idx3-ubyte.gz"), "normalize: { mean: [0.1307], std: [0.3081] }", 500, 1);

    /// <summary>The campaign of golden/resnet20.json: 300 rows of 16 records, in file order.</summary>
    public static CampaignSpec Resnet20(string? data = null) => Parse(
        SharedData.Require("networks/resnet20.pt"), "ignore: [\"re:.*downsample.*\"]",
        data ?? SharedData.Require("cifar10/train_5085.bin"), "normalize: { mean: [0.5], std: [0.5] }", 4800, 16);

    /// <summary>A campaign whose data are a safetensors file that is taken as it is, row by row.</summary>
    public static CampaignSpec Raw(string network, string data, int samples) => Parse(network, "targets: [\"*\"]", data, "seed: 0", samples, 1);

    private static CampaignSpec Parse(string network, string filter, string data, string normalize, int samples, int batchSize) => CampaignFile.Parse(
        $$"""
        apiVersion: chita/v1
        kind: Campaign
        metadata: { name: golden }
        spec:
          network:
            torchscript: "{{network}}"
            loss: cross-entropy
            {{filter}}
          calibration:
            data: "{{data}}"
            {{normalize}}
            samples: {{samples}}
            batchSize: {{batchSize}}
            order: file
          solver: { ridge: 1.0e-3 }
          budget: { sparsity: 0.9 }
          output: { path: out }
        """, "golden.yaml", Path.GetTempPath(), checkFiles: false);
}
