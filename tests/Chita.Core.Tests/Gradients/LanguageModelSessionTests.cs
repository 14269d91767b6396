using Chita.Campaigns;
using Chita.Core.Tests.Networks.Llama;
using Chita.Formats;
using Chita.Gradients;
using Chita.Numerics;

namespace Chita.Core.Tests.Gradients;

/// <summary>A language model in a session: which tensors are pruned, and the same rows whatever the number of threads.</summary>
public sealed class LanguageModelSessionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LanguageModelSessionTests()
    {
        new TinyLlama { Type = SafetensorsType.BF16 }.WriteTo(_folder["model"], shards: 2);
        var random = new Random(3);
        using var file = new SafetensorsWriter(_folder["tokens.safetensors"], [("inputs", SafetensorsType.I64, [12, 9]), ("targets", SafetensorsType.I64, [12, 9])]);
        for (var token = 0; token < 2 * 12 * 9; token++)
            file.Write(BitConverter.GetBytes((long)random.Next(11)));
        file.Complete();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_matrices_are_pruned_the_embedding_too_unless_it_is_ignored()
    {
        using var threads = new SolverThreads(1);
        using var all = new NetworkSession(Campaign(), threads);
        Assert.Equal(new TinyLlama().Tensors.Where(tensor => tensor.Shape.Length == 2).Select(tensor => tensor.Name), all.Prunable.Select(tensor => tensor.Name));
        using var layers = new NetworkSession(Campaign(", ignore: [model.embed_tokens.weight, lm_head.weight]"), threads);
        Assert.Equal(all.Prunable.Skip(1).Select(tensor => tensor.Name), layers.Prunable.Select(tensor => tensor.Name));
    }

    [Fact]
    public async Task Rows_and_measurements_do_not_depend_on_the_number_of_threads()
    {
        var (one, three) = (await ComputeAsync(1), await ComputeAsync(3));
        Assert.Equal(one.Rows, three.Rows);
        Assert.Equal(one.Loss, three.Loss);
        Assert.Contains(one.Rows, gradient => gradient != 0);
    }

    [Fact]
    public async Task Weights_that_are_set_count_from_then_on()
    {
        using var threads = new SolverThreads(2);
        using var session = new NetworkSession(Campaign(), threads);
        var before = await EvaluateAsync(session);
        var tensor = session.Prunable[^1];
        session.Write(tensor.Name, 0, new float[tensor.Elements]);
        Assert.NotEqual(before, await EvaluateAsync(session));
        Assert.Equal(0, session.Count()[^1].Kept);
        Assert.Equal(tensor.Elements, session.Count()[^1].Weights);
        Assert.DoesNotContain(session.ReadWeights(session.Layout.Cut(session.Layout.Tensors[^1]).First()), weight => weight != 0);
    }

    [Fact]
    public void Threads_share_the_weights_and_those_that_are_not_pruned_count_too()
    {
        var all = sizeof(float) * new TinyLlama().Tensors.Sum(tensor => tensor.Shape.Aggregate(1L, (product, dimension) => product * dimension));
        Assert.Equal(all + 33 * Layers, Bytes(1)); // a gradient for the thread, and 16 rows twice
        Assert.Equal(all + 35 * Layers, Bytes(3));

        long Bytes(int count)
        {
            using var threads = new SolverThreads(count);
            using var session = new NetworkSession(Campaign(", targets: [model.layers.*]"), threads);
            return session.Bytes;
        }
    }

    private static long Layers => sizeof(float) * new TinyLlama().Tensors.Where(tensor => tensor.Name.StartsWith("model.layers.", StringComparison.Ordinal) && tensor.Shape.Length == 2)
        .Sum(tensor => tensor.Shape[0] * tensor.Shape[1]);

    [Fact]
    public void Statistics_of_batch_norm_are_refused_by_name()
    {
        using var threads = new SolverThreads(1);
        var error = Assert.Throws<InvalidInputException>(() => new NetworkSession(Campaign(output: ", recalibrate: batch-norm"), threads).Dispose());
        Assert.Equal($"{_folder["model"]}: output.recalibrate is batch-norm, and the network has no such layers. Remove the key.", error.Message);
    }

    private async Task<(float[] Rows, double Loss)> ComputeAsync(int count)
    {
        using var threads = new SolverThreads(count);
        using var session = new NetworkSession(Campaign(), threads);
        using var rows = await session.ComputeAsync(0, 0, 6, TestContext.Current.CancellationToken);
        var tile = new float[session.Layout.Weights * rows.Rows];
        rows.CopyTile(0, tile);
        return (tile, await EvaluateAsync(session));
    }

    private static async Task<double> EvaluateAsync(NetworkSession session) =>
        (await session.EvaluateAsync(SampleSet.Evaluation, 0, session.Parts(SampleSet.Evaluation), recalibrated: false, TestContext.Current.CancellationToken)).Sum(part => part.TotalLoss);

    private CampaignSpec Campaign(string network = "", string output = "") => CampaignFile.Parse($$"""
        apiVersion: chita/v1
        kind: Campaign
        metadata: { name: tiny }
        spec:
          network: { huggingface: model, loss: cross-entropy{{network}} }
          calibration: { data: tokens.safetensors, samples: 12, batchSize: 2 }
          evaluation: { data: tokens.safetensors, metric: perplexity }
          solver: { ridge: 0.1 }
          budget: { sparsity: 0.5 }
          output: { path: out{{output}} }
        """, "tiny.yaml", _folder.Root);
}
