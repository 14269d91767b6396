using Chita.Data;
using Chita.Networks;
using static TorchSharp.torch;

namespace Chita.Core.Tests.Networks;

/// <summary>Statistics of batch-norm layers, taken from the outside of a module: against what the layers' inputs are, and only where they can be taken.</summary>
public sealed class BatchNormTests : IDisposable
{
    private const string InConvolution = "(self)._conv_forward(input, weight";
    private const string InBatchNorm = "0.10000000000000001, 1.0000000000000001e-05, )";

    private readonly TemporaryFolder _folder = new();
    private readonly Dataset _data = Dataset.Open(SharedData.Require("cifar10/train_5085.bin"), null);
    private readonly Batch _batch;

    public BatchNormTests()
    {
        NativeTorch.EnsureLoaded();
        _batch = Read(0, 64);
    }

    public void Dispose()
    {
        _batch.Dispose();
        _data.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Statistics_are_those_of_what_flows_into_each_layer()
    {
        using var network = TorchScriptNetwork.Load(SharedData.Require("networks/resnet20.pt"));
        using var scope = NewDisposeScope();
        var inputs = FirstInputs(network);
        network.BeginStatistics(_batch);
        var (statistics, half) = (network.BatchStatistics(_batch), network.Statistics.Sum(tensor => (int)tensor.Elements) / 2);
        Assert.Equal(2 * half, statistics.Length);
        Assert.Equal(["bn1.running_mean", "layer1.0.bn1.running_mean"], network.Statistics.Take(2).Select(tensor => tensor.Name));
        for (var layer = 0; layer < inputs.Length; layer++)
        {
            var channels = inputs[layer].transpose(0, 1).reshape(16, -1).to(float64);
            AssertNear(channels.mean([1L]).data<double>().ToArray(), statistics.AsSpan(16 * layer, 16));
            AssertNear(channels.var(1).data<double>().ToArray(), statistics.AsSpan(half + 16 * layer, 16));
        }
    }

    [Fact]
    public void Batches_together_have_the_statistics_of_all_samples()
    {
        using var network = TorchScriptNetwork.Load(SharedData.Require("networks/resnet20.pt"));
        network.BeginStatistics(_batch);
        BatchStatistics[] parts = [Take(network, 0, 40), Take(network, 40, 20), Take(network, 60, 4)];
        var (pooled, whole, half) = (BatchStatistics.Pool(parts), network.BatchStatistics(_batch), parts[0].Values.Length / 2);
        for (var i = 0; i < 16; i++) // what flows into the first layer does not depend on the batches
        {
            Assert.Equal(whole[i], pooled[i], 1e-5 + 1e-5 * Math.Abs(whole[i]));
            Assert.Equal(whole[half + i], pooled[half + i], 2e-4 * whole[half + i]); // the mean of unbiased variances is a little larger
        }
    }

    [Fact]
    public void Pooled_variances_are_the_mean_of_variances_and_the_variance_of_means() =>
        Assert.Equal([2.5f, 1f, 1.75f, 4f], BatchStatistics.Pool([new(1, new[] { 1f, 1f, 1f, 4f }), new(3, new[] { 3f, 1f, 1f, 4f })]));

    [Fact]
    public void A_batch_has_the_same_statistics_whatever_came_before()
    {
        using var network = TorchScriptNetwork.Load(SharedData.Require("networks/mobilenet.pt"));
        network.BeginStatistics(_batch);
        var first = network.BatchStatistics(_batch);
        Take(network, 64, 30);
        Assert.Equal(first, network.BatchStatistics(_batch));
    }

    [Fact]
    public void Dropout_stays_in_eval_mode()
    {
        var expected = Statistics(SharedData.Require("networks/mobilenet.pt"));
        Assert.Equal(expected, Statistics(Mobilenet("conv", InConvolution, InConvolution.Replace("input", "torch.dropout(input, 0.5, self.training)"))));
        Assert.NotEqual(expected, Statistics(Mobilenet("conv", InConvolution, InConvolution.Replace("input", "torch.dropout(input, 0.5, True)"))));
    }

    [Theory, InlineData("0.0030000000000000001"), InlineData("0.5"), InlineData("1."), InlineData("0.3333333333333333")]
    [InlineData("1. / float(self.num_batches_tracked)")] // what a layer without a momentum does
    public void The_momentum_of_a_layer_does_not_matter(string momentum)
    {
        var expected = Statistics(SharedData.Require("networks/mobilenet.pt"));
        var found = Statistics(Mobilenet("batchnorm", InBatchNorm, InBatchNorm.Replace("0.10000000000000001", momentum)));
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 1e-6 + 1e-5 * Math.Abs(expected[i]));
    }

    [Fact]
    public void A_network_without_batch_norm_is_refused() => AssertRefused(SharedData.Require("networks/mlpnet.pt"), "has no batch-norm layers with running statistics");

    [Fact]
    public void A_network_traced_in_eval_mode_is_refused() => AssertRefused(
        Mobilenet("batchnorm", "self.training", "False"), "bn does not take the statistics of a batch in training mode: it is frozen, was traced in eval mode");

    [Fact]
    public void Layers_that_average_over_samples_one_by_one_are_refused() => AssertRefused(
        Mobilenet("batchnorm", "torch.add_(num_batches_tracked, 1)", "torch.add_(num_batches_tracked, 0)"), "bn does not take the statistics of a batch", "is no batch norm");

    [Fact]
    public void A_layer_that_is_passed_twice_is_refused() => AssertRefused(
        Mobilenet("mb", "(bn).forward((conv).forward(x, ), )", "(bn).forward((bn).forward((conv).forward(x, ), ), )"), "a batch passes 2 times through bn");

    private static void AssertNear(double[] expected, ReadOnlySpan<float> found)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 2e-6 + 1e-5 * Math.Abs(expected[i]));
    }

    /// <summary>What flows into the first two batch-norm layers of ResNet20 in training mode, computed from its weights.</summary>
    private Tensor[] FirstInputs(TorchScriptNetwork network)
    {
        using var guard = no_grad();
        var first = nn.functional.conv2d(_batch.Inputs, Weight(network, "conv1.weight"), padding: [1L, 1L]);
        var normalised = nn.functional.batch_norm(first, zeros(16), ones(16), Weight(network, "bn1.weight"), Weight(network, "bn1.bias"), training: true);
        return [first, nn.functional.conv2d(nn.functional.relu(normalised), Weight(network, "layer1.0.conv1.weight"), padding: [1L, 1L])];
    }

    private static Tensor Weight(TorchScriptNetwork network, string name) =>
        tensor(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(network.Read(name)).ToArray()).reshape(network.Tensors.Single(tensor => tensor.Name == name).Shape);

    private BatchStatistics Take(TorchScriptNetwork network, int first, int count)
    {
        using var batch = Read(first, count);
        return new BatchStatistics(count, network.BatchStatistics(batch));
    }

    private float[] Statistics(string path)
    {
        using var network = TorchScriptNetwork.Load(path);
        network.BeginStatistics(_batch);
        return network.BatchStatistics(_batch);
    }

    private Batch Read(int first, int count) => new BatchReader(_data, new Normalization([0.5f], [0.5f]))
        .Read([.. Enumerable.Range(first, count).Select(index => new SampleRef(index))], augment: false);

    private void AssertRefused(string path, params string[] reasons)
    {
        using var network = TorchScriptNetwork.Load(path);
        var error = Assert.Throws<InvalidInputException>(() => network.BeginStatistics(_batch));
        Assert.StartsWith($"{path}: output.recalibrate is batch-norm, and the network cannot be recalibrated: ", error.Message);
        Assert.All(reasons, reason => Assert.Contains(reason, error.Message));
        Assert.DoesNotContain("\n", error.Message);
    }

    private string Mobilenet(string module, string code, string other) =>
        ModuleCode.Change(SharedData.Require("networks/mobilenet.pt"), _folder["changed.pt"], $"/{module}", code, other);
}
