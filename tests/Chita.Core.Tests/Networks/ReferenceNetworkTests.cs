using Chita.Campaigns;
using Chita.Networks;

namespace Chita.Core.Tests.Networks;

/// <summary>Real networks compute here what they compute in PyTorch.</summary>
public sealed class ReferenceNetworkTests
{
    private const double Tolerance = 1e-5;

    // The gradient is proportional to 1 − p, about the loss, and p is known to a few units of float32's last place below 1: how many
    // differs from processor to processor, with the order in which their libraries add.
    private const double LastPlaces = 4 * 1.2e-7;

    // A sample whose loss is about one unit in float32's last place: 1 − p has hardly a digit, and the reference's own gradient is
    // 14 % and more away from the one in float64. That two float32 computations agree there at all is due to their equal order of sums.
    private const double SaturatedLoss = 1e-6;
    private const double SaturatedTolerance = 2e-5;

    [Theory, InlineData("mlpnet"), InlineData("resnet20"), InlineData("mobilenet")]
    public void Logits_are_the_reference_s(string name)
    {
        using var reference = new ReferenceFile(name);
        using var network = TorchScriptNetwork.Load(SharedData.Require($"networks/{name}.pt"));
        for (var sample = 0; sample < reference.Samples; sample++)
        {
            // The total squared error against the reference's logits is their squared distance.
            using var batch = reference.WithLogits(sample);
            var distance = Math.Sqrt(network.Evaluate(batch, LossKind.MeanSquaredError).TotalLoss);
            Assert.InRange(distance / Norm(reference.Logits(sample)), 0, Tolerance);
        }
    }

    [Theory, InlineData("mlpnet"), InlineData("resnet20"), InlineData("mobilenet")]
    public void Per_sample_gradients_are_the_reference_s_tensor_by_tensor(string name)
    {
        using var reference = new ReferenceFile(name);
        using var network = TorchScriptNetwork.Load(SharedData.Require($"networks/{name}.pt"));
        var prunable = network.Tensors.Where(tensor => tensor.IsPrunable && !tensor.Name.Contains("downsample", StringComparison.Ordinal)).ToArray();
        Assert.Equal(reference.Weights, prunable.Sum(tensor => tensor.Elements));

        var row = new float[reference.Weights];
        for (var sample = 0; sample < reference.GradientSamples; sample++)
        {
            using var batch = reference.Labelled(sample);
            network.Gradient(batch, LossKind.CrossEntropy, [.. prunable.Select(tensor => tensor.Name)], row);
            var expected = reference.Gradient(sample);
            var loss = network.Evaluate(batch, LossKind.CrossEntropy).TotalLoss;
            var tolerance = loss < SaturatedLoss ? SaturatedTolerance : Tolerance + LastPlaces / loss;
            var offset = 0;
            foreach (var tensor in prunable)
            {
                var part = expected.AsSpan(offset, (int)tensor.Elements).ToArray();
                var error = Norm(part.Zip(row.Skip(offset), (e, a) => a - e)) / Norm(part);
                Assert.True(error <= tolerance, $"{tensor.Name}, sample {sample}: relative error {error:g3}");
                offset += part.Length;
            }
        }
    }

    private static double Norm(IEnumerable<float> values) => Math.Sqrt(values.Sum(x => (double)x * x));
}
