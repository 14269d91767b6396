using Chita.Campaigns;

namespace Chita.Core.Tests.Campaigns;

/// <summary>A folder with a whole, valid campaign in it, for tests to break.</summary>
public sealed class CampaignFolder : IDisposable
{
    public const string Yaml = """
        apiVersion: chita/v1
        kind: Campaign
        metadata: { name: resnet20-90 }
        spec:
          network:
            torchscript: networks/resnet20.pt
            loss: cross-entropy
            targets: ["*"]
            ignore: ["re:.*downsample.*"]
          calibration:
            data: cifar10/train.bin
            normalize: { mean: [0.5, 0.4, 0.3], std: [0.5, 0.6, 0.7] }
            augment: [crop, flip]
            samples: 8000
            batchSize: 16
            holdout: 0.1
            seed: 7
            order: file
          evaluation: { data: cifar10/test.bin, metric: accuracy }
          solver: { method: bso, ridge: 1.0e-3, firstOrder: 0.0625, tolerance: 1.0e-5, maxIterations: 20 }
          budget: { sparsity: 0.9, scope: global, pattern: unstructured }
          stages: { count: 15, schedule: cubic, start: 0.1 }
          quality: { maxDegradation: 0.05 }
          execution: { blockSize: 4096, checkpoint: none, retries: 0 }
          output: { path: out/resnet20-90, formats: [safetensors] }
        """;

    public const string Smallest = """
        apiVersion: chita/v1
        kind: Campaign
        metadata: { name: small }
        spec:
          network: { torchscript: networks/resnet20.pt, loss: mean-squared-error }
          calibration: { data: cifar10/train.bin, samples: 10, batchSize: 5 }
          solver: { ridge: 0.1 }
          budget: { sparsity: 0.5 }
          output: { path: out }
        """;

    public CampaignFolder()
    {
        Root = Directory.CreateTempSubdirectory("chita-").FullName;
        foreach (var file in (string[])["networks/resnet20.pt", "cifar10/train.bin", "cifar10/test.bin", "cifar10/labels.idx"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
            File.WriteAllBytes(At(file), []);
        }
    }

    public string Root { get; }

    public string At(string path) => Path.Combine(Root, path);

    public CampaignSpec Parse(string yaml) => CampaignFile.Parse(yaml, "campaign.yaml", Root);

    /// <summary>The problems with a text, a line each; none when it is valid.</summary>
    public string[] Problems(string yaml)
    {
        try
        {
            Parse(yaml);
            return [];
        }
        catch (InvalidInputException e)
        {
            return e.Message.Split('\n');
        }
    }

    public void Dispose() => Directory.Delete(Root, true);
}
