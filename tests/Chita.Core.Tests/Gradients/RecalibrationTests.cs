using Chita.Campaigns;
using Chita.Core.Tests.Verification;
using Chita.Gradients;
using Chita.Networks;
using Chita.Numerics;
using Chita.Output;
using Chita.Reports;
using Chita.Verification;

namespace Chita.Core.Tests.Gradients;

/// <summary>A pruned ResNet20 whose batch-norm statistics are taken anew: the same on any threads, beside the network as it is, and written as such.</summary>
public sealed class RecalibrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SolverThreads _threads = new(2);

    public void Dispose()
    {
        _threads.Dispose();
        _folder.Dispose();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_number_of_threads_takes_the_same_statistics()
    {
        using var one = new SolverThreads(1);
        using var three = new SolverThreads(3);
        using NetworkSession first = Open(one), second = Open(three);
        var expected = await first.TakeStatisticsAsync(0, first.StatisticsParts, Cancellation);
        Assert.Equal([101, 101, 102], expected.Select(batch => batch.Samples)); // of 304 samples; 100 a batch at least
        var backwards = new BatchStatistics[expected.Length];
        for (var part = expected.Length - 1; part >= 0; part--)
            backwards[part] = (await second.TakeStatisticsAsync(part, 1, Cancellation))[0];
        Assert.Equal(BatchStatistics.Pool(expected), BatchStatistics.Pool(backwards));
        Assert.Equal(expected.Select(Values), (await second.TakeStatisticsAsync(0, expected.Length, Cancellation)).Select(Values));

        static float[] Values(BatchStatistics batch) => batch.Values.ToArray();
    }

    [Fact]
    public async Task The_network_without_is_measured_and_its_gradients_are_as_if_nothing_had_been_asked_for()
    {
        using var plain = Open(_threads, recalibrate: "");
        using var session = Open(_threads);
        var expected = await LossAsync(plain, recalibrated: false);
        Assert.Equal(expected, await LossAsync(session, recalibrated: false));
        await RecalibrateAsync(session);
        var recalibrated = await LossAsync(session, recalibrated: true);
        Assert.True(recalibrated < 0.8 * expected, $"loss {recalibrated} recalibrated, {expected} without");
        Assert.Equal(expected, await LossAsync(session, recalibrated: false));
        Assert.Equal(recalibrated, await LossAsync(session, recalibrated: true));

        using IGradientRows rows = await plain.ComputeAsync(0, 0, 4, Cancellation), again = await session.ComputeAsync(0, 0, 4, Cancellation);
        Assert.Equal(Tile(rows), Tile(again));
    }

    [Fact]
    public async Task Statistics_are_of_the_weights_they_were_taken_with()
    {
        using var session = Open(_threads);
        await RecalibrateAsync(session);
        session.Write("conv1.weight", 0, [0.25f]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => LossAsync(session, recalibrated: true));
        var before = await session.TakeStatisticsAsync(0, 1, Cancellation);
        session.Write("conv1.weight", 0, [0.5f]);
        Assert.NotEqual(before[0].Values.ToArray(), (await session.TakeStatisticsAsync(0, 1, Cancellation))[0].Values.ToArray());
    }

    [Fact]
    public async Task Only_running_means_and_variances_change_in_what_is_written_and_the_manifest_names_them()
    {
        var (run, model) = await WriteAsync();
        using var parent = TorchScriptNetwork.Load(SharedData.Require("networks/resnet20.pt"));
        using var written = TorchScriptNetwork.Load(Path.Combine(run, ModelWriter.TorchScriptName));
        var statistics = parent.Statistics.Select(tensor => tensor.Name).ToHashSet();
        Assert.Equal(42, statistics.Count); // 21 layers
        foreach (var record in model.Tensors)
        {
            var (before, after) = (ContentDigest.OfBytes(parent.Read(record.Name)), ContentDigest.OfBytes(written.Read(record.Name)));
            Assert.Equal(record.Digest, after);
            Assert.Equal(statistics.Contains(record.Name) ? before : null, record.ParentDigest);
            Assert.Equal(record.Kept is null && !statistics.Contains(record.Name), before == after);
        }

        Assert.Equal(model.Tensors.Select(Text), RunManifest.Read(Path.Combine(run, RunManifest.FileName)).Tensors.Select(Text));

        static string Text(TensorRecord record) => $"{record.Name} {record.Digest} {record.ParentDigest}";
    }

    [Fact]
    public async Task What_is_written_passes_verification_and_other_changes_do_not()
    {
        var (run, _) = await WriteAsync();
        var passed = Verifier.Verify(run);
        Assert.Empty(passed.Findings);
        Assert.Contains(passed.Checks, check => check.Detail.EndsWith("20 pruned ones as written, 42 recalibrated ones as written", StringComparison.Ordinal));

        var path = Path.Combine(run, ModelWriter.SafetensorsName);
        var model = ModelEdit.Read(path);
        model.Floats("bn1.running_mean")[3] += 0.5f;
        model.Floats("bn1.bias")[3] += 0.5f;
        model.WriteTo(path);
        var messages = Verifier.Verify(run).Findings.Select(finding => finding.Message).ToArray();
        Assert.Contains("model.safetensors, bn1.running_mean: its bytes are not the statistics that were taken anew and written", messages);
        Assert.Contains("model.safetensors, bn1.bias: was not pruned, but its bytes are not those of the parent network", messages);
    }

    [Fact]
    public void A_network_without_batch_norm_is_refused_when_it_is_opened()
    {
        var spec = Sessions.Mlpnet();
        spec = spec with { Output = spec.Output with { Recalibrate = RecalibrationKind.BatchNorm } };
        var error = Assert.Throws<InvalidInputException>(() => new NetworkSession(spec, _threads).Dispose());
        Assert.EndsWith("mlpnet.pt: output.recalibrate is batch-norm, and the network cannot be recalibrated: has no batch-norm layers with running statistics: "
            + "it never had any, or they were folded into the weights. Remove the key, or save the network by torch.jit.script with its batch-norm layers.", error.Message);
    }

    private async Task<(string Run, WrittenModel Model)> WriteAsync()
    {
        using var session = Open(_threads);
        await RecalibrateAsync(session);
        using var output = new OutputFolder(_folder["out"]);
        var model = session.WriteModel(output.Partial, recalibrated: true);
        RunFolder.Complete(output, Spec(", recalibrate: batch-norm"), model, Reports.Sample.Report() with
        {
            Weights = model.Weights, Kept = model.Kept, Sparsity = 1 - (double)model.Kept / model.Weights, Digest = model.Digest, Layers = model.Layers,
        }, TimeProvider.System);
        output.Publish();
        return (_folder["out"], model);
    }

    private static async Task RecalibrateAsync(NetworkSession session) =>
        session.Recalibrate(BatchStatistics.Pool(await session.TakeStatisticsAsync(0, session.StatisticsParts, Cancellation)));

    private static async Task<double> LossAsync(NetworkSession session, bool recalibrated) =>
        Evaluation.Sum(await session.EvaluateAsync(SampleSet.Evaluation, 0, 3, recalibrated, Cancellation)).Measure(Metric.Loss);

    private static float[] Tile(IGradientRows rows)
    {
        var tile = new float[1000 * rows.Rows];
        rows.CopyTile(200, tile);
        return tile;
    }

    /// <summary>Three quarters of each tensor's weights are zero.</summary>
    private static NetworkSession Open(SolverThreads threads, string recalibrate = ", recalibrate: batch-norm")
    {
        var session = new NetworkSession(Spec(recalibrate), threads);
        foreach (var cut in session.Layout.Tensors.SelectMany(session.Layout.Cut))
        {
            var weights = session.ReadWeights(cut);
            var threshold = weights.Select(Math.Abs).Order().ElementAt(3 * weights.Length / 4);
            session.Write(cut.Id.Tensor, cut.First, [.. weights.Select(weight => Math.Abs(weight) < threshold ? 0 : weight)]);
        }

        return session;
    }

    private static CampaignSpec Spec(string recalibrate) => CampaignFile.Parse(
        $$"""
        apiVersion: chita/v1
        kind: Campaign
        metadata: { name: recalibrated }
        spec:
          network: { torchscript: "{{SharedData.Require("networks/resnet20.pt")}}", loss: cross-entropy, ignore: ["re:.*downsample.*"] }
          calibration:
            data: "{{SharedData.Require("cifar10/train_5085.bin")}}"
            normalize: { mean: [0.5], std: [0.5] }
            augment: [crop, flip]
            samples: 304
            batchSize: 16
          evaluation: { data: "{{SharedData.Require("cifar10/test_1017.bin")}}", metric: loss }
          solver: { ridge: 1.0e-3 }
          budget: { sparsity: 0.5 }
          output: { path: out{{recalibrate}} }
        """, "recalibrated.yaml", Path.GetTempPath(), checkFiles: false);
}
