using System.Runtime.CompilerServices;
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
    public async Task<LayerSizes> LayersAsync()
    {
        var selected = await ByChunkAsync(CountSelected);
        return new LayerSizes([new LayerSize(_id.Tensor, Weights, _pattern, selected.Sum())]);
    }

    private long CountSelected(int first, int end) => Enumerable.Range(first, end - first).LongCount(IsSelected);

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
        if (q.Length > 0)
            return await ScoreAsync(q, _from, query);
        await ByChunkAsync((_, first, end) => CopyWeights(first, end));
        return await RankAsync(query);
    }

    /// <inheritdoc/>
    public Task<Histogram> AimAsync(double[] q, RankQuery query) => ScoreAsync(q, _to, query);

    /// <inheritdoc/>
    public async Task<Histogram> RankAsync(RankQuery query)
    {
        var parts = new Histogram[RankParts];
        await RunAsync(parts.Length, part => parts[part] = Count(part, query));
        return Sum(parts, query);
    }

    /// <summary>
    /// scores ← w̄ − Aᵀq, ranked. The thread that ends the last chunk of a part counts it too, so that none waits between the two.
    /// </summary>
    private async Task<Histogram> ScoreAsync(double[] q, NativeBuffer<double> scores, RankQuery query)
    {
        var padded = Pad(q);
        var parts = new Histogram[RankParts];
        var chunksLeft = new int[RankParts]; // any solver thread, interlocked
        for (var chunk = 0; chunk < _chunks; chunk++)
            chunksLeft[(long)chunk * Chunk / RankChunk]++;
        await ByChunkAsync((_, first, end) =>
        {
            Score(first, end, padded, scores);
            var part = first / RankChunk;
            if (Interlocked.Decrement(ref chunksLeft[part]) == 0)
                parts[part] = Count(part, query);
        });
        return Sum(parts, query);
    }

    private int RankParts => (Weights + RankChunk - 1) / RankChunk;

    private Histogram Count(int part, RankQuery query)
    {
        var (first, end) = (part * RankChunk, Math.Min(Weights, (part + 1) * RankChunk));
        var steps = new Histogram[query.Steps.Length];
        for (var i = 0; i < steps.Length; i++)
            steps[i] = Count(first, end, query.Steps[i], query.Digits[i]);
        return Histogram.Concat(steps);
    }

    [SkipLocalsInit] // for a tiny block, clearing is half of the work
    private unsafe Histogram Count(int first, int end, double step, ScoreDigits digits)
    {
        Span<int> counts = stackalloc int[Histogram.Size(digits.Level)];
        counts.Clear();
        var stack = stackalloc uint[OnStack];
        for (var start = first; start < end; start += Chunk)
        {
            var count = Math.Min(Chunk, end - start);
            Histogram.Count(new ReadOnlySpan<uint>(Keys(start, start + count, step, stack), count), digits, counts);
        }

        return Histogram.Of<int>(counts);
    }

    /// <exception cref="NumericalException">A score is not finite: keys of infinity and NaN have digits of their own.</exception>
    private Histogram Sum(Histogram[] parts, RankQuery query)
    {
        var histogram = Histogram.Sum(parts);
        if (query.Level == 0 && !histogram.AllFinite)
            throw NotFinite(query.Steps);
        return histogram;
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

    private NumericalException NotFinite(double[] steps)
    {
        var (step, weight) = steps.SelectMany(step => Enumerable.Range(0, Weights).Select(j => (Step: step, Weight: j)))
            .First(at => !float.IsFinite((float)Kernels.OnLine(_from[at.Weight], _to[at.Weight], at.Step)));
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
