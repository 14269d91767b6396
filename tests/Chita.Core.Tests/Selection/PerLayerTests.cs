using Chita.Numerics;
using Chita.Selection;

namespace Chita.Core.Tests.Selection;

/// <summary>The k_l largest of each layer, against sorting each layer.</summary>
public sealed class PerLayerTests : IDisposable
{
    private readonly SolverThreads _threads = new(2);

    public void Dispose() => _threads.Dispose();

    [Fact]
    public async Task It_is_what_sorting_each_layer_gives() =>
        await Gen.Select(ScoreLine.Plain, Gen.Double[0, 1].Array[4], Gen.Int[1, 10], Gen.Int[0, 3]).SampleAsync(async (line, shares, blockSize, at) =>
        {
            long[] kept = [.. line.Tensors.Select((tensor, i) => (long)Math.Round(shares[i] * tensor.Weights))];
            await line.CheckAsync(new PerLayer(kept), at, blockSize, _threads, s => Support(line, kept, s).Sum(j => s[j] * s[j]), s => Support(line, kept, s));
        });

    [Fact]
    public async Task Also_where_blocks_have_several_chunks()
    {
        var line = ScoreLine.Random([3000], [5000]);
        long[] kept = [700, 4000];
        await line.CheckAsync(new PerLayer(kept), 1, 2300, _threads, s => Support(line, kept, s).Sum(j => s[j] * s[j]), s => Support(line, kept, s));
    }

    private static int[] Support(ScoreLine line, long[] kept, double[] scores) =>
        [.. line.Layers.SelectMany((layer, i) => layer.OrderByDescending(j => Math.Abs(scores[j])).ThenBy(j => j).Take((int)kept[i]))];
}
