using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Blocks;

/// <content>What is selected, and what is written in the end.</content>
public sealed partial class WeightBlock
{
    /// <inheritdoc/>
    public async Task<LineSums> ProbeAsync(LineCuts cuts)
    {
        var parts = await ByChunkAsync((first, end) => Probe(cuts, first, end));
        return LineSums.Sum(parts);
    }

    /// <inheritdoc/>
    public async Task<TieCounts> TiesAsync(LineCuts cuts)
    {
        var ties = await TiesByChunkAsync(cuts);
        return new TieCounts([ties.Sum()]);
    }

    /// <inheritdoc/>
    public async Task<SelectionSums> SelectAsync(LineCuts cuts, bool project)
    {
        var before = await TiesBeforeAsync(cuts);
        return SelectionSums.Sum(await ByChunkAsync((first, end) => Select(cuts.Steps[0], cuts.Cuts[0], before[first / Chunk], project, first, end)));
    }

    /// <inheritdoc/>
    public async Task<CommitSums> CommitAsync(double[] q)
    {
        var padded = q.Length == 0 ? null : Pad(q);
        return CommitSums.Sum(await ByChunkAsync((first, end) => Commit(padded, first, end)));
    }

    private unsafe LineSums Probe(LineCuts cuts, int first, int end)
    {
        var sums = new LineSums(new double[cuts.Steps.Length]);
        double* from = _from.Start, to = _to.Start; // fields would be read anew for every weight
        var stack = stackalloc uint[OnStack];
        for (var i = 0; i < cuts.Steps.Length; i++)
        {
            var (step, cut) = (cuts.Steps[i], cuts.Cuts[i]);
            var keys = Keys(first, end, step, stack);
            double squares = 0, tieSquares = 0;
            for (var j = first; j < end; j++)
            {
                var key = keys[j - first];
                if (key < cut.Threshold)
                    continue;
                var score = Kernels.OnLine(from[j], to[j], step);
                if (key > cut.Threshold)
                    squares += score * score;
                else
                    tieSquares += score * score;
            }

            sums.KeptScoreSquares[i] = squares + cut.TieShare * tieSquares;
        }

        return sums;
    }

    /// <summary>For each chunk: how many keys at the threshold lie before it in the network. Counted only where that decides.</summary>
    private async Task<long[]> TiesBeforeAsync(LineCuts cuts)
    {
        var before = new long[_chunks];
        if (!cuts.Cuts[0].IsAmbiguous)
            return before;
        var ties = await TiesByChunkAsync(cuts);
        before[0] = cuts.Cuts[0].Before;
        for (var chunk = 1; chunk < _chunks; chunk++)
            before[chunk] = before[chunk - 1] + ties[chunk - 1];
        return before;
    }

    private Task<long[]> TiesByChunkAsync(LineCuts cuts) =>
        ByChunkAsync((first, end) => CountTies(cuts.Steps[0], cuts.Cuts[0].Threshold, first, end));

    private unsafe long CountTies(double step, uint threshold, int first, int end)
    {
        var stack = stackalloc uint[OnStack];
        return new ReadOnlySpan<uint>(Keys(first, end, step, stack), end - first).Count(threshold);
    }

    /// <summary>Whether weight j, whose key is the threshold's, is selected: with it, all that its pattern keeps together must fit.</summary>
    /// <param name="j">The weight.</param>
    /// <param name="cut">The cut.</param>
    /// <param name="before">How many keys at the threshold lie before it in the network.</param>
    private bool FitsTie(int j, Cut cut, long before) => before - j % _pattern.Together + _pattern.Together <= cut.Ties;

    private unsafe SelectionSums Select(double step, Cut cut, long tie, bool project, int first, int end)
    {
        var stack = stackalloc uint[OnStack];
        var keys = Keys(first, end, step, stack);
        float* dense = _dense.Start;
        double* from = _from.Start, to = _to.Start;
        var flags = _flags.Start; // fields would be read anew for every weight
        var kept = 0L;
        double squares = 0, tieSquares = 0, dropped = 0;
        for (var j = first; j < end; j++)
        {
            var key = keys[j - first];
            var isTie = key == cut.Threshold;
            var keep = key > cut.Threshold || isTie && FitsTie(j, cut, tie++);
            var score = Kernels.OnLine(from[j], to[j], step);
            if (isTie)
                tieSquares += score * score;
            else if (keep)
                squares += score * score;
            if (keep)
                kept++;
            else
                dropped += (double)dense[j] * dense[j];
            flags[j] = keep ? flags[j] | WeightFlags.Selected : flags[j] & ~WeightFlags.Selected;
            from[j] = keep || !project ? score : 0;
        }

        return new SelectionSums(kept, squares + cut.TieShare * tieSquares, dropped);
    }

    private unsafe CommitSums Commit(NativeBuffer<double>? q, int first, int end)
    {
        var nonzero = 0L;
        for (var j = first; j < end; j++)
        {
            double w = 0;
            if (IsSelected(j))
            {
                w = _from[j];
                if (q is not null)
                {
                    Columns.Products(j, j + 1, q.Start, &w);
                    w = _dense[j] - w;
                }
            }

            _weights[j] = (float)w;
            nonzero += _weights[j] != 0 ? 1 : 0;
        }

        return new CommitSums(nonzero);
    }
}
