using Chita.Blocks;
using Chita.Collectives;
using Chita.Numerics;
using Chita.Selection;

namespace Chita.Core.Tests.Selection;

/// <summary>The k largest of all blocks, against sorting them in one list.</summary>
public sealed class UnstructuredTests : IDisposable
{
    private static readonly float[] Extremes = [float.Epsilon, float.MaxValue, float.MinValue, 1, MathF.BitIncrement(1), MathF.BitDecrement(1)];

    private static readonly Gen<float> Weight = Gen.OneOf(
        Gen.Int[-4, 4].Select(i => i / 4f),
        Gen.Float[-1, 1],
        Gen.Int[0, Extremes.Length - 1].Select(i => Extremes[i]),
        Gen.UInt[0, 0x7f7fffff].Select(BitConverter.UInt32BitsToSingle));

    private readonly SolverThreads _threads = new(2);

    public void Dispose() => _threads.Dispose();

    [Fact]
    public async Task It_is_what_sorting_gives_with_ties_to_the_lower_index() =>
        await Gen.Select(Weight.Array[0, 60].Array[1, 5], Gen.Int[1, 20], Gen.Int[0, 300]).Where((layers, _, _) => layers.Any(layer => layer.Length > 0))
            .SampleAsync((layers, blockSize, kept) => Check(layers, blockSize, kept));

    [Fact]
    public async Task Also_where_blocks_have_several_chunks() =>
        await Gen.Select(Gen.Int[-2, 2].Select(i => (float)i).Array[2000, 6000].Array[1, 3], Gen.Int[1000, 5000], Gen.Int[0, 18000])
            .SampleAsync((layers, blockSize, kept) => Check(layers, blockSize, kept), iter: 20);

    [Fact]
    public async Task The_sums_are_those_of_the_selection()
    {
        using var blocks = Blocks([[3, -1, 2], [0.5f, -4, 2]], 2);
        var (cuts, sums) = await new Unstructured(3).SelectAtAsync(blocks.Root, []);
        Assert.Equal(new SelectionSums(3, 9 + 4 + 16, 1 + 0.25 + 4), sums);
        Assert.Equal(new Cut(BitConverter.SingleToUInt32Bits(2), Ties: 1, Total: 2), Assert.Single(cuts.Cuts));
    }

    [Fact]
    public async Task More_than_there_are_is_refused()
    {
        using var blocks = Blocks([[3, -1, 2]], 2);
        await Assert.ThrowsAsync<ArgumentException>(() => new Unstructured(4).SelectAtAsync(blocks.Root, []));
    }

    private async Task Check(float[][] layers, int blockSize, int wanted)
    {
        var weights = layers.SelectMany(layer => layer).ToArray();
        var kept = Math.Min(wanted, weights.Length);
        using var blocks = Blocks(layers, blockSize);
        var (_, sums) = await new Unstructured(kept).SelectAtAsync(blocks.Root, []);
        await blocks.Root.CommitAsync([]);

        var support = Enumerable.Range(0, weights.Length).OrderByDescending(j => Math.Abs(weights[j])).ThenBy(j => j).Take(kept).ToHashSet();
        Assert.Equal(weights.Select((w, j) => support.Contains(j) ? w : 0), blocks.Read());
        Assert.Equal(kept, sums.Kept);
    }

    private InProcessBlocks Blocks(float[][] layers, int blockSize)
    {
        var tensors = layers.Where(layer => layer.Length > 0).Select((layer, i) => new TensorSize($"layer{i}", layer.Length));
        var blocks = new InProcessBlocks(new WeightLayout([.. tensors], blockSize), 0, _threads);
        blocks.Load([.. layers.SelectMany(layer => layer)]);
        return blocks;
    }
}
