namespace Chita.Benchmarks.Cluster.Synthetic;

/// <summary>The shapes of ResNet50's weights: 25.5 million in 54 tensors.</summary>
internal static class ResNet50
{
    private static readonly (int Blocks, int Width)[] Stages = [(3, 64), (4, 128), (6, 256), (3, 512)];

    public static SyntheticNetwork Network => new(50, [.. Tensors()]);

    private static IEnumerable<SyntheticTensor> Tensors()
    {
        yield return new("conv1.weight", [64, 3, 7, 7]);
        var inputs = 64;
        for (var stage = 0; stage < Stages.Length; stage++)
        {
            var (blocks, width) = Stages[stage];
            for (var block = 0; block < blocks; block++, inputs = 4 * width)
            {
                var name = $"layer{stage + 1}.{block}";
                yield return new($"{name}.conv1.weight", [width, inputs, 1, 1]);
                yield return new($"{name}.conv2.weight", [width, width, 3, 3]);
                yield return new($"{name}.conv3.weight", [4 * width, width, 1, 1]);
                if (block == 0)
                    yield return new($"{name}.downsample.0.weight", [4 * width, inputs, 1, 1]);
            }
        }

        yield return new("fc.weight", [1000, inputs]);
    }
}
