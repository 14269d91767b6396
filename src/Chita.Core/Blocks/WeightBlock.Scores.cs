using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Blocks;

/// <content>Scores, their ranking, the selection, and what is written in the end.</content>
public sealed partial class WeightBlock
{
    /// <inheritdoc/>
    public async Task<Moments> MomentsAsync()
    {
        var product = await CombineAsync(j => _dense[j]);
        var squares = await ByChunkAsync((first, end) => (Weights: SquaredWeights(first, end), Gradients: SquaredGradients(first, end)));
        return new Moments(Weights, squares.Sum(part => part.Weights), squares.Sum(part => part.Gradients), product);
    }

    /// <inheritdoc/>
    public async Task<Histogram> ScoreAsync(double[] q)
    {
        if (q.Length == 0)
            return await RankAsync(j => _dense[j]);
        using var padded = Pad(q);
        return await RankAsync(j => _dense[j] - Product(j, padded));
    }

    /// <inheritdoc/>
    public Task<Histogram> RefineAsync(ScoreDigits digits) => CountAsync(digits.Level, digits.Match);

    /// <inheritdoc/>
    public async Task<SelectionSums> SelectAsync(Cut cut)
    {
        var ties = await ByChunkAsync((first, end) => CountTies(cut.Threshold, first, end));
        var before = new long[_chunks];
        for (var chunk = 1; chunk < _chunks; chunk++)
            before[chunk] = before[chunk - 1] + ties[chunk - 1];
        return SelectionSums.Sum(await ByChunkAsync((first, end) => Select(cut, cut.Ties - before[first / Chunk], first, end)));
    }

    /// <inheritdoc/>
    public async Task<CommitSums> CommitAsync(double[] q)
    {
        using var padded = q.Length == 0 ? null : Pad(q);
        return CommitSums.Sum(await ByChunkAsync((first, end) => Commit(padded, first, end)));
    }

    /// <summary>Sets z and counts it by the first digit.</summary>
    private async Task<Histogram> RankAsync(Func<int, double> score)
    {
        await ByChunkAsync((first, end) =>
        {
            for (var j = first; j < end; j++)
            {
                var z = score(j);
                if (!float.IsFinite((float)z))
                {
                    throw new NumericalException(
                        $"{_id}: the score of weight {j} is {z}, beyond float32. A larger solver.ridge keeps the corrections of the weights small.");
                }

                _scores[j] = z;
            }

            return 0;
        });
        return await CountAsync(0, _ => true);
    }

    private async Task<Histogram> CountAsync(int level, Func<uint, bool> match) => Histogram.Sum(await ByChunkAsync((first, end) =>
    {
        var counts = Histogram.Empty(level);
        for (var j = first; j < end; j++)
        {
            var key = Histogram.Key(_scores[j]);
            if (match(key))
                counts[Histogram.Digit(key, level)]++;
        }

        return new Histogram(counts);
    }));

    private long CountTies(uint threshold, int first, int end)
    {
        var count = 0L;
        for (var j = first; j < end; j++)
            count += Histogram.Key(_scores[j]) == threshold ? 1 : 0;
        return count;
    }

    private SelectionSums Select(Cut cut, long ties, int first, int end)
    {
        long kept = 0;
        double scores = 0, dropped = 0;
        for (var j = first; j < end; j++)
        {
            var key = Histogram.Key(_scores[j]);
            var keep = key > cut.Threshold || key == cut.Threshold && ties-- > 0;
            _selected[j] = keep ? (byte)1 : (byte)0;
            if (keep)
            {
                kept++;
                scores += _scores[j] * _scores[j];
            }
            else
            {
                dropped += (double)_dense[j] * _dense[j];
            }
        }

        return new SelectionSums(kept, scores, dropped);
    }

    private CommitSums Commit(NativeBuffer<double>? q, int first, int end)
    {
        var nonzero = 0L;
        for (var j = first; j < end; j++)
        {
            double w = _selected[j] == 0 ? 0 : _dense[j];
            if (_selected[j] != 0 && q is not null)
                w -= Product(j, q);
            _weights[j] = (float)w;
            nonzero += _weights[j] != 0 ? 1 : 0;
        }

        return new CommitSums(nonzero);
    }

    private double SquaredWeights(int first, int end)
    {
        var sum = 0.0;
        for (var j = first; j < end; j++)
            sum += (double)_dense[j] * _dense[j];
        return sum;
    }

    private unsafe double SquaredGradients(int first, int end)
    {
        var sum = 0.0;
        for (var j = first; _columns is not null && j < end; j++)
            sum += Kernels.SquaredNorm(Column(j), Stride);
        return sum;
    }
}
