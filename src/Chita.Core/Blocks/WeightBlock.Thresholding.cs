using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Blocks;

/// <content>The steps of iterative hard thresholding (algorithm.md §2, iht): from is the iterate x, to is x − g.</content>
public sealed partial class WeightBlock
{
    /// <summary>Columns whose products are taken and then combined while they are still in the processor's cache.</summary>
    private const int CachedColumns = 64;

    /// <inheritdoc/>
    public async Task<PointSums> PointAsync(LineCuts cuts)
    {
        var before = await TiesBeforeAsync(cuts);
        var (product, squares) = await SumByChunkAsync((first, end, sum) => Point(cuts.Steps[0], cuts.Cuts[0], before[first / Chunk], first, end, sum));
        return new PointSums(product, squares.Sum());
    }

    /// <inheritdoc/>
    public async Task ActivateAsync(LineCuts cuts)
    {
        var before = await TiesBeforeAsync(cuts);
        await ByChunkAsync((chunk, first, end) => Activate(cuts.Steps[0], cuts.Cuts[0], before[chunk], first, end));
    }

    /// <inheritdoc/>
    public async Task<GradientSums> GradientAsync(double[] residual, double ridge)
    {
        var r = Pad(residual);
        var (product, parts) = await SumByChunkAsync((first, end, sum) => Gradient(r, ridge, first, end, sum));
        return new GradientSums(parts.Max(part => part.Maximum), parts.Sum(part => part.Squares), product);
    }

    /// <inheritdoc/>
    public async Task<Smallest> BreakpointAsync(double droppedMaximum)
    {
        var parts = await ByChunkAsync((first, end) =>
        {
            var smallest = double.PositiveInfinity;
            for (var j = first; j < end; j++)
            {
                if (IsSelected(j))
                    smallest = Math.Min(smallest, Breakpoint(_from[j], _from[j] - _to[j], droppedMaximum));
            }

            return smallest;
        });
        return new Smallest(parts.Min());
    }

    private unsafe double Point(double step, Cut cut, long tie, int first, int end, Span<double> sum)
    {
        var stack = stackalloc uint[OnStack];
        var point = stackalloc double[OnStack];
        var keys = Keys(first, end, step, stack);
        var squares = 0.0;
        fixed (double* y = sum)
        {
            for (var start = first; start < end; start += OnStack)
            {
                var stop = Math.Min(end, start + OnStack);
                for (var j = start; j < stop; j++)
                {
                    var key = keys[j - first];
                    var keep = key > cut.Threshold || key == cut.Threshold && FitsTie(j, cut, tie++);
                    var x = keep ? Kernels.OnLine(_from[j], _to[j], step) : 0;
                    point[j - start] = x;
                    squares += (x - _dense[j]) * (x - _dense[j]);
                }

                Columns.Combine(start, stop, point, y);
            }
        }

        return squares;
    }

    private unsafe void Activate(double step, Cut cut, long tie, int first, int end)
    {
        var keys = stackalloc uint[Chunk];
        Kernels.LineKeys(_from.Start + first, _to.Start + first, step, keys, end - first);
        for (var j = first; j < end; j++)
        {
            var key = keys[j - first];
            var active = key > cut.Threshold || key == cut.Threshold && tie++ < cut.Ties;
            _flags[j] = active ? _flags[j] | WeightFlags.Active : _flags[j] & ~WeightFlags.Active;
        }
    }

    private unsafe (double Maximum, double Squares) Gradient(NativeBuffer<double> residual, double ridge, int first, int end, Span<double> sum)
    {
        double maximum = 0, squares = 0;
        var gradients = stackalloc double[CachedColumns];
        fixed (double* y = sum)
        {
            for (var start = first; start < end; start += CachedColumns)
            {
                var stop = Math.Min(end, start + CachedColumns);
                ActiveProducts(start, stop, residual.Start, gradients);
                for (var j = start; j < stop; j++)
                {
                    var g = IsActive(j) ? gradients[j - start] + ridge * (_from[j] - _dense[j]) : 0;
                    _to[j] = _from[j] - g;
                    if (IsSelected(j))
                        squares += g * g;
                    else
                        maximum = Math.Max(maximum, Math.Abs(g));
                    gradients[j - start] = IsSelected(j) ? g : 0;
                }

                Columns.Combine(start, stop, gradients, y);
            }
        }

        return (maximum, squares);
    }

    /// <summary>a_jᵀx of the active columns, run after run of them.</summary>
    private unsafe void ActiveProducts(int first, int end, double* x, double* results)
    {
        for (var start = first; start < end;)
        {
            var stop = start;
            while (stop < end && IsActive(stop))
                stop++;
            if (stop > start)
                Columns.Products(start, stop, x, results + (start - first));
            start = stop + 1;
        }
    }

    /// <summary>Where weight x on its way against g meets a dropped one whose |g| is <paramref name="maximum"/>.</summary>
    private static double Breakpoint(double x, double g, double maximum)
    {
        if (x * g > 0)
            return Math.Abs(x) / (maximum + Math.Abs(g));
        return Math.Abs(g) < maximum ? Math.Abs(x) / (maximum - Math.Abs(g)) : double.PositiveInfinity;
    }
}
