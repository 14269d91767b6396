using Chita.Campaigns;

namespace Chita.Golden;

/// <summary>The campaigns whose A the golden files describe.</summary>
internal static class GoldenCampaigns
{
    /// <summary>The campaign of golden/mlpnet.json: 500 rows of one image, in file order.</summary>
    /// <param name="network">networks/mlpnet.pt.</param>
    /// <param name="data">mnist/train-images-idx3-ubyte.gz.</param>
    /// <param name="targets">The pattern of the tensors to prune.</param>
    public static CampaignSpec Mlpnet(string network, string data, string targets = "*") =>
        InFileOrder(network, $"targets: [\"{targets}\"]", data, "normalize: { mean: [0.1307], std: [0.3081] }", 500, 1);

    /// <summary>The campaign of golden/resnet20.json: 300 rows of 16 records, in file order.</summary>
    /// <param name="network">networks/resnet20.pt.</param>
    /// <param name="data">cifar10/train_5085.bin.</param>
    public static CampaignSpec Resnet20(string network, string data) =>
        InFileOrder(network, "ignore: [\"re:.*downsample.*\"]", data, "normalize: { mean: [0.5], std: [0.5] }", 4800, 16);

    /// <summary>A campaign on samples as they come in a file.</summary>
    /// <param name="network">The TorchScript file.</param>
    /// <param name="filter">A line of the section <c>network</c>.</param>
    /// <param name="data">The samples.</param>
    /// <param name="normalize">A line of the section <c>calibration</c>.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="batchSize">Samples in a row of A.</param>
    public static CampaignSpec InFileOrder(string network, string filter, string data, string normalize, int samples, int batchSize) => CampaignFile.Parse(
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
