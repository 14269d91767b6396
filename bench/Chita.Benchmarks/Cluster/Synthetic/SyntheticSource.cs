using Chita.Blocks;
using Chita.Campaigns;
using Chita.Gradients;
using Chita.Networks;
using Chita.Numerics;
using Chita.Output;
using Chita.Reports;

namespace Chita.Benchmarks.Cluster.Synthetic;

/// <summary>A source whose gradients cost almost nothing: what is left is what the cluster costs. Weights are held once they are written.</summary>
internal sealed class SyntheticSource : IGradientSource
{
    private const int MostRowsAtOnce = 16; // as a real network has them
    private const long WeightStream = -2;

    private readonly SyntheticNetwork _network;
    private readonly NativeBuffer<float>?[] _written; // by tensor

    public SyntheticSource(CampaignSpec campaign)
    {
        _network = SyntheticNetwork.Read(campaign.Network.Path);
        _written = new NativeBuffer<float>?[_network.Tensors.Count];
        Layout = new WeightLayout([.. _network.Tensors.Select(tensor => tensor.Size)], _network.BlockSize ?? campaign.Execution.BlockSize);
        Rows = campaign.Calibration?.Batches ?? 0;
    }

    public WeightLayout Layout { get; }

    public int Rows { get; }

    public int RowsAtOnce => MostRowsAtOnce;

    public int Samples(SampleSet set) => 0;

    public int Parts(SampleSet set) => 0;

    public long Bytes => sizeof(float) * Layout.Weights;

    public float[] ReadWeights(BlockCut cut)
    {
        var random = CounterRandom.For(_network.Seed, WeightStream, IndexOf(cut.Id.Tensor));
        var weights = new float[cut.Weights];
        for (var j = 0; j < weights.Length; j++)
            weights[j] = Weight(random, cut.First + j);
        return weights;
    }

    public void Write(string tensor, long first, ReadOnlySpan<float> weights)
    {
        NativeBuffer<float> held;
        lock (_written)
            held = _written[IndexOf(tensor)] ??= new NativeBuffer<float>(_network.Tensors[IndexOf(tensor)].Size.Weights);
        weights.CopyTo(held.Slice(first, weights.Length));
    }

    public Task<IGradientRows> ComputeAsync(int stage, int first, int rows, CancellationToken cancellation) =>
        Task.FromResult<IGradientRows>(new SyntheticRows(_network.Seed, stage, first, rows));

    public int StatisticsParts => 0;

    public Task<BatchStatistics[]> TakeStatisticsAsync(int first, int count, CancellationToken cancellation) => throw new NotSupportedException("A synthetic network has no batch-norm layers.");

    public void Recalibrate(float[] statistics) => throw new NotSupportedException("A synthetic network has no batch-norm layers.");

    public Task<Evaluation[]> EvaluateAsync(SampleSet set, int first, int count, bool recalibrated, CancellationToken cancellation) => throw new NotSupportedException("A synthetic network measures nothing.");

    public IReadOnlyList<LayerReport> Count() => throw new NotSupportedException("A synthetic network has no frontier.");

    public WrittenModel WriteModel(string folder, bool recalibrated) => SyntheticModel.Write(_network, (tensor, first, weights) =>
    {
        if (_written[IndexOf(tensor)] is { } held)
            held.Slice(first, weights.Length).CopyTo(weights);
        else
            ReadWeights(new BlockCut(new BlockId(tensor, 0), first, weights.Length)).CopyTo(weights);
    }, folder);

    public void Dispose()
    {
        foreach (var tensor in _written)
            tensor?.Dispose();
    }

    /// <summary>Heavy-tailed, as trained weights are: the cube of a uniform number.</summary>
    private static float Weight(CounterRandom random, long index)
    {
        var x = (double)(long)random.Bits(index) / long.MaxValue;
        return (float)(0.2 * x * x * x);
    }

    private int IndexOf(string tensor)
    {
        for (var i = 0; i < _network.Tensors.Count; i++)
        {
            if (_network.Tensors[i].Name == tensor)
                return i;
        }

        throw new ArgumentException($"There is no tensor {tensor}.", nameof(tensor));
    }
}

/// <summary>Opens synthetic networks where a campaign names one, real ones elsewhere.</summary>
internal sealed class SyntheticSources : IGradientSources
{
    private readonly NetworkSources _real = new();

    public Task<IGradientSource> OpenAsync(CampaignSpec campaign, SolverThreads threads) =>
        campaign.Network.Path.EndsWith(SyntheticNetwork.Extension, StringComparison.Ordinal)
            ? Task.FromResult<IGradientSource>(new SyntheticSource(campaign))
            : _real.OpenAsync(campaign, threads);
}
