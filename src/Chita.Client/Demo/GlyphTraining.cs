using System.IO.Compression;
using System.Runtime.InteropServices;
using Chita.Networks;
using Chita.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Chita.Client.Demo;

/// <summary>What an epoch of training reached.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Epochs">In all.</param>
/// <param name="Loss">The mean loss on the training images.</param>
/// <param name="Accuracy">The share of test images recognised, 0 … 1.</param>
internal sealed record TrainingEpoch(int Epoch, int Epochs, double Loss, double Accuracy);

/// <summary>
/// Trains the demo's network from random values to a TorchScript file. On one machine the same seed gives the same network: libtorch runs
/// on one thread here (<see cref="NativeTorch"/> sees to it), so sums have one order; another processor may round otherwise.
/// </summary>
internal static class GlyphTraining
{
    private const int Epochs = 6;
    private const int BatchSize = 50;
    private const double LearningRate = 2e-3;

    /// <summary>Trains and saves a network.</summary>
    public static void Run(GlyphSet train, GlyphSet test, long seed, string path, Action<TrainingEpoch> onEpoch, CancellationToken cancellation = default)
    {
        NativeTorch.EnsureLoaded();
        WriteTemplate(path);
        var module = jit.load<Tensor, Tensor>(path);
        try
        {
            Initialise(module, seed);
            module.train();
            Train(module, train, test, seed, onEpoch, cancellation);
            module.eval();
            jit.save(module, path);
        }
        finally
        {
            module.Free();
        }
    }

    private static void Train(
        jit.ScriptModule<Tensor, Tensor> module, GlyphSet train, GlyphSet test, long seed, Action<TrainingEpoch> onEpoch, CancellationToken cancellation)
    {

        using var adam = optim.Adam(module.parameters(), LearningRate);
        var rate = optim.lr_scheduler.CosineAnnealingLR(adam, Epochs, LearningRate / 20);
        for (var epoch = 1; epoch <= Epochs; epoch++)
        {
            var loss = 0.0;
            var order = Enumerable.Range(0, train.Count).ToArray();
            CounterRandom.For(seed, epoch).Shuffle(order);
            foreach (var batch in order.Chunk(BatchSize))
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var error = nn.functional.cross_entropy(module.forward(Inputs(train, batch)), Labels(train, batch));
                adam.zero_grad();
                error.backward();
                adam.step();
                loss += error.ToDouble() * batch.Length / train.Count;
            }
            rate.step();
            onEpoch(new TrainingEpoch(epoch, Epochs, loss, Accuracy(module, test)));
        }
    }

    /// <summary>Unpacks the untrained network (glyphnet.py): TorchSharp trains and saves TorchScript, but cannot create it.</summary>
    private static void WriteTemplate(string path)
    {
        using var packed = typeof(GlyphTraining).Assembly.GetManifestResourceStream("glyphnet.pt.gz")!;
        using var template = new GZipStream(packed, CompressionMode.Decompress);
        using var file = File.Create(path);
        template.CopyTo(file);
    }

    /// <summary>Kaiming's uniform values for weights before a ReLU; biases stay zero.</summary>
    private static void Initialise(jit.ScriptModule<Tensor, Tensor> module, long seed)
    {
        using var guard = no_grad();
        var dice = new Dice(CounterRandom.For(seed));
        foreach (var (_, parameter) in module.named_parameters())
        {
            if (parameter.dim() < 2)
                continue;
            var values = MemoryMarshal.Cast<byte, float>(parameter.bytes);
            var bound = Math.Sqrt(6.0 * parameter.shape[0] / values.Length);
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)dice.Uniform(-bound, bound);
        }
    }

    private static double Accuracy(jit.ScriptModule<Tensor, Tensor> module, GlyphSet set)
    {
        using var guard = no_grad();
        var correct = 0L;
        foreach (var batch in Enumerable.Range(0, set.Count).Chunk(500))
        {
            using var scope = NewDisposeScope();
            correct += module.forward(Inputs(set, batch)).argmax(1).eq(Labels(set, batch)).sum().ToInt64();
        }
        return (double)correct / set.Count;
    }

    /// <summary>Pixels as the campaigns normalise them: (x / 255 − 0.5) / 0.5.</summary>
    private static Tensor Inputs(GlyphSet set, int[] batch)
    {
        const int size = GlyphRenderer.Size;
        var values = new float[batch.Length * size * size];
        for (var i = 0; i < batch.Length; i++)
        {
            var image = set.Image(batch[i]);
            for (var j = 0; j < image.Length; j++)
                values[(i * image.Length) + j] = ((image[j] / 255f) - 0.5f) / 0.5f;
        }
        return tensor(values, [batch.Length, 1, size, size]);
    }

    private static Tensor Labels(GlyphSet set, int[] batch) => tensor(Array.ConvertAll(batch, i => (long)set.Labels[i]));
}
