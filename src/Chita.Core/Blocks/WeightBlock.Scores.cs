using Chita.Collectives;
using Chita.Collectives.Patterns;
using Chita.Numerics;

namespace Chita.Blocks;

/// <content>Scores: the passes over A, and their ranking.</content>
public sealed partial class WeightBlock
{
    /// <summary>Weights in a chunk where A is not read: histograms are cleared and added once for each.</summary>
    private int RankChunk => Chunk * Math.Max(1, 8 * BlockPattern.PlainChunk / Chunk);

    /// <inheritdoc/>
    public Task<LayerSizes> LayersAsync() => Task.FromResult(new LayerSizes([new LayerSize(_id.Tensor, Weights, _pattern)]));

    /// <inheritdoc/>
    public async Task<Moments> MomentsAsync()
    {
        var layer = (await LayersAsync()).Layers;
        var weightSquares = await ByChunkAsync(SquaredWeights);
        if (_columns is null)
            return new Moments(layer, weightSquares.Sum(), 0, []);
        var (product, gradientSquares) = await SumByChunkAsync(WeightedSum);
        return new Moments(layer, weightSquares.Sum(), gradientSquares.Sum(), product);
    }

    /// <inheritdoc/>
    public async Task<Histogram> ScoreAsync(double[] q, RankQuery query)
    {
        if (q.Length == 0)
            await ByChunkAsync((_, first, end) => CopyWeights(first, end));
        else
            await ScoreAsync(q, _from);
        return await RankAsync(query);
    }

    /// <inheritdoc/>
    public async Task<Histogram> AimAsync(double[] q, RankQuery query)
    {
        await ScoreAsync(q, _to);
        return await RankAsync(query);
    }

    /// <inheritdoc/>
    public async Task<Histogram> RankAsync(RankQuery query)
    {
        var size = Histogram.Size(query.Level);
        var counts = new long[size * query.Steps.Length];
        await _threads.RunAsync((Weights + RankChunk - 1) / RankChunk, part =>
        {
            var (first, end) = (part * RankChunk, Math.Min(Weights, (part + 1) * RankChunk));
            for (var i = 0; i < query.Steps.Length; i++)
                Count(first, end, query.Steps[i], query.Digits[i], counts.AsSpan(i * size, size));
        });

        // Keys of infinity and NaN have digits of their own.
        for (var i = 0; query.Level == 0 && i < query.Steps.Length; i++)
        {
            if (counts.AsSpan((i + 1) * size - Histogram.NotFinite, Histogram.NotFinite).ContainsAnyExcept(0))
                throw NotFinite(query.Steps[i]);
        }

        return new Histogram(counts);
    }

    /// <summary>scores ← w̄ − Aᵀq.</summary>
    private async Task ScoreAsync(double[] q, NativeBuffer<double> scores)
    {
        using var padded = Pad(q);
        await ByChunkAsync((_, first, end) => Score(first, end, padded, scores));
    }

    private unsafe void Score(int first, int end, NativeBuffer<double> q, NativeBuffer<double> scores)
    {
        Columns.Products(first, end, q.Start, scores.Start + first);
        Kernels.SubtractFrom(_dense.Start + first, scores.Start + first, end - first);
    }

    private void CopyWeights(int first, int end)
    {
        for (var j = first; j < end; j++)
            _from[j] = _dense[j];
    }

    private unsafe void Count(int first, int end, double step, ScoreDigits digits, Span<long> total)
    {
        // Counts are whole numbers: the order in which chunks add theirs does not show.
        Span<int> counts = stackalloc int[total.Length];
        counts.Clear();
        var stack = stackalloc uint[OnStack];
        for (var start = first; start < end; start += Chunk)
        {
            var count = Math.Min(Chunk, end - start);
            Histogram.Count(new ReadOnlySpan<uint>(Keys(start, start + count, step, stack), count), digits, counts);
        }

        for (var digit = 0; digit < counts.Length; digit++)
        {
            if (counts[digit] != 0)
                Interlocked.Add(ref total[digit], counts[digit]);
        }
    }

    /// <summary>The keys by which the weights of a chunk are ranked at a step, the pattern's included.</summary>
    /// <param name="first">The chunk's first weight.</param>
    /// <param name="end">One past its last.</param>
    /// <param name="step">Where on the line.</param>
    /// <param name="stack">Room for <see cref="OnStack"/> keys; longer chunks have room of their own.</param>
    private unsafe uint* Keys(int first, int end, double step, uint* stack)
    {
        var keys = _keys is null ? stack : _keys.Start + (long)(first / Chunk) * Kernels.Padded(Chunk);
        Kernels.LineKeys(_from.Start + first, _to.Start + first, step, keys, end - first);
        _pattern.Rank(keys, _from.Start + first, _to.Start + first, step, end - first);
        return keys;
    }

    private NumericalException NotFinite(double step)
    {
        var weight = Enumerable.Range(0, Weights).First(j => !float.IsFinite((float)Kernels.OnLine(_from[j], _to[j], step)));
        return new NumericalException(
            $"{_id}: the score of weight {weight} is {Kernels.OnLine(_from[weight], _to[weight], step)}, beyond float32. "
            + "A larger solver.ridge keeps the corrections of the weights small.");
    }

    private double SquaredWeights(int first, int end)
    {
        var sum = 0.0;
        for (var j = first; j < end; j++)
            sum += (double)_dense[j] * _dense[j];
        return sum;
    }

    private unsafe double WeightedSum(int first, int end, Span<double> sum)
    {
        fixed (double* y = sum)
            return Columns.CombineAndSquare(first, end, _dense.Start + first, y);
    }
}
