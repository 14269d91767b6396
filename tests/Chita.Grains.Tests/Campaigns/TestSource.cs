using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Chita.Blocks;
using Chita.Gradients;
using Chita.Networks;
using Chita.Output;
using Chita.Reports;

namespace Chita.Grains.Tests.Campaigns;

/// <summary>
/// A network that is only its weights. Rows depend on the weights, too, so that a copy with stale ones is noticed; a measurement is the sum
/// of their squares, or what <see cref="TestSources.Loss"/> says; on held-out samples that of their distances to what <see cref="TestSources.Best"/> says.
/// </summary>
internal sealed class TestSource(TestSources sources) : IGradientSource
{
    public const int BlockSize = 300;

    private readonly float[] _weights = [.. Enumerable.Range(0, (int)TestSources.Layout.Weights).Select(weight => Noise(-1, weight, 0))];

    public WeightLayout Layout => TestSources.Layout with { BlockSize = BlockSize };

    public int Rows => TestSources.RowCount;

    public int RowsAtOnce => 4;

    public int Samples(SampleSet set) => 100;

    public int Parts(SampleSet set) => 10;

    public long Bytes => 1 << 20;

    public float[] ReadWeights(BlockCut cut) => Tensor(cut.Id.Tensor).Slice((int)cut.First, cut.Weights).ToArray();

    public void Write(string tensor, long first, ReadOnlySpan<float> weights) => weights.CopyTo(Tensor(tensor)[(int)first..]);

    public async Task<IGradientRows> ComputeAsync(int stage, int first, int rows, CancellationToken cancellation)
    {
        await sources.ReachAsync(Moment.Gradients, stage);
        return new TestRows(_weights, stage, first, rows);
    }

    public async Task<Evaluation[]> EvaluateAsync(SampleSet set, int first, int count, CancellationToken cancellation)
    {
        await sources.ReachAsync(set == SampleSet.HeldOut ? Moment.Trying : Moment.Measuring, 0);
        var loss = set == SampleSet.HeldOut
            ? _weights.Select((weight, i) => Math.Pow(weight - sources.Best * Noise(-1, i, 0), 2)).Sum()
            : sources.Loss(_weights);
        return [.. Enumerable.Range(first, count).Select(part => new Evaluation(10, 0, loss * (part + 1)))];
    }

    public IReadOnlyList<LayerReport> Count() =>
        [.. Layout.Tensors.Select(tensor => new LayerReport(tensor.Name, tensor.Weights, Tensor(tensor.Name).ToArray().Count(weight => weight != 0)))];

    public WrittenModel WriteModel(string folder)
    {
        sources.ReachAsync(Moment.Writing, 0).Ignore(); // on a solver thread, which a silo that dies waits for
        var bytes = MemoryMarshal.AsBytes<float>(_weights).ToArray();
        File.WriteAllBytes(Path.Combine(folder, "model.bin"), bytes);
        return new WrittenModel(Count(), Convert.ToHexStringLower(SHA256.HashData(bytes)), []);
    }

    public void Dispose()
    {
    }

    /// <summary>A number from −½ to ½ that depends on three others alone.</summary>
    private static float Noise(int stage, int row, long weight)
    {
        var bits = (ulong)(stage + 2) * 0x9E3779B97F4A7C15 + (ulong)(row + 1) * 0xBF58476D1CE4E5B9 + (ulong)weight * 0x94D049BB133111EB;
        bits = (bits ^ (bits >> 31)) * 0xD6E8FEB86659FD93;
        return (bits >> 40) / (float)(1 << 24) - 0.5f;
    }

    private Span<float> Tensor(string name)
    {
        var offset = Layout.Tensors.TakeWhile(tensor => tensor.Name != name).Sum(tensor => tensor.Weights);
        return _weights.AsSpan((int)offset, (int)Layout.Tensors.Single(tensor => tensor.Name == name).Weights);
    }

    private sealed class TestRows(float[] weights, int stage, int first, int rows) : IGradientRows
    {
        public int First => first;

        public int Rows => rows;

        public void CopyTile(long weight, Span<float> tile)
        {
            for (var i = 0; i < tile.Length; i++)
            {
                var (row, column) = (first + i % rows, weight + i / rows);
                tile[i] = Noise(stage, row, column) * (1 + 0.5f * weights[column]);
            }
        }

        public void Dispose()
        {
        }
    }
}
