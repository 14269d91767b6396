using System.Globalization;
using Chita.Campaigns;
using Chita.Gradients;
using Chita.Networks;
using Chita.Numerics;

namespace Chita.Core.Tests.Gradients;

/// <summary><c>calibration.labels: network</c>: the dense network's answers take the place of the labels in the data.</summary>
public sealed class DenseAnswersTests : IDisposable
{
    private const int Record = 3073; // of a CIFAR-10 file: the label and the pixels

    private readonly TemporaryFolder _folder = new();
    private readonly SolverThreads _threads = new(2);

    public void Dispose()
    {
        _threads.Dispose();
        _folder.Dispose();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_labels_in_the_data_make_no_difference()
    {
        var records = File.ReadAllBytes(SharedData.Require("cifar10/train_5085.bin"))[..(100 * Record)];
        for (var i = 0; i < 100; i++)
            records[i * Record] = 99; // no class of ten
        using NetworkSession right = Open("network", First(100)), wrong = Open("network", _folder.Write("wrong.bin", records));
        Assert.Equal(await RowsAsync(right), await RowsAsync(wrong));
        Assert.Equal(await HeldOutAsync(right), await HeldOutAsync(wrong));
    }

    [Fact]
    public async Task Any_number_of_threads_makes_the_same_rows()
    {
        using var one = new SolverThreads(1);
        using NetworkSession first = Open("network", First(100), one), second = Open("network", First(100));
        Assert.Equal(await RowsAsync(first), await RowsAsync(second));
    }

    [Fact]
    public async Task The_answers_stay_the_dense_network_s_while_it_is_pruned()
    {
        using NetworkSession dense = Open("network", First(100)), pruned = Open("network", First(100));
        var entropy = await HeldOutAsync(dense);
        using (var network = TorchScriptNetwork.Load(SharedData.Require("networks/resnet20.pt")))
            pruned.Write("fc.weight", 0, new float[network.Tensors.Single(tensor => tensor.Name == "fc.weight").Shape.Aggregate(1L, (a, b) => a * b)]);

        // What knows nothing is log 10 − H above the cross-entropy of the dense network with itself, which is its entropy, H.
        Assert.True(await HeldOutAsync(pruned) > entropy + 1, "the loss is measured against the pruned network's own answers");
    }

    [Fact]
    public async Task Their_mean_gradient_vanishes_at_the_dense_network()
    {
        // Of 3,000 rows of two samples: what is left of the mean is the spread of single rows / √3,000.
        using var session = Open("network", First(400), samples: 6000);
        var (mean, spread) = await MeanAsync(session);
        Assert.InRange(mean, 0, 1.2 * spread / Math.Sqrt(session.Rows));
        using var labelled = Open("data", First(400), samples: 6000);
        (mean, spread) = await MeanAsync(labelled);
        Assert.True(mean > 3 * spread / Math.Sqrt(labelled.Rows), "blended images have gradients of their labels that do not vanish: the test tells them apart");
    }

    private static async Task<(double Mean, double Spread)> MeanAsync(NetworkSession session)
    {
        var (sum, squares) = (new double[640], 0.0);
        for (var first = 0; first < session.Rows; first += session.RowsAtOnce)
        {
            var count = Math.Min(session.RowsAtOnce, session.Rows - first);
            var tile = await TileAsync(session, first, count, 640);
            for (var i = 0; i < tile.Length; i++)
                squares += (double)tile[i] * tile[i];
            for (var i = 0; i < 640; i++)
                sum[i] += Enumerable.Range(0, count).Sum(row => (double)tile[(i * count) + row]);
        }

        return (Math.Sqrt(sum.Sum(value => value * value)) / session.Rows, Math.Sqrt(squares / session.Rows));
    }

    private static Task<float[]> RowsAsync(NetworkSession session) => TileAsync(session, 0, 8, 1000);

    private static async Task<float[]> TileAsync(NetworkSession session, int first, int count, int columns)
    {
        using var rows = await session.ComputeAsync(1, first, count, Cancellation);
        var tile = new float[columns * count];
        rows.CopyTile(session.Layout.Weights - columns, tile); // the classifier's are the last
        return tile;
    }

    private static async Task<double> HeldOutAsync(NetworkSession session) =>
        Evaluation.Sum(await session.EvaluateAsync(SampleSet.HeldOut, 0, session.Parts(SampleSet.HeldOut), false, Cancellation)).Measure(Metric.Loss);

    private string First(int count) => _folder.Write(
        string.Create(CultureInfo.InvariantCulture, $"first{count}.bin"), File.ReadAllBytes(SharedData.Require("cifar10/train_5085.bin"))[..(count * Record)]);

    private NetworkSession Open(string labels, string data, SolverThreads? threads = null, int samples = 32) => new(CampaignFile.Parse(string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: chita/v1
        kind: Campaign
        metadata: { name: answers }
        spec:
          network: { torchscript: "{{SharedData.Require("networks/resnet20.pt")}}", loss: cross-entropy, ignore: ["re:.*downsample.*"] }
          calibration:
            data: "{{data}}"
            normalize: { mean: [0.5], std: [0.5] }
            augment: [crop, flip, mixup]
            labels: {{labels}}
            samples: {{samples}}
            batchSize: 2
            holdout: 0.3
          solver: { ridge: 1.0e-2 }
          budget: { sparsity: 0.5 }
          output: { path: out }
        """), "answers.yaml", Path.GetTempPath(), checkFiles: false), threads ?? _threads);
}
