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
    public async Task<GradientSums> GradientAsync(double[] residual, double ridge)
    {
        using var r = Pad(residual);
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
        var moves = stackalloc double[OnStack]; // x − w̄
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
                    var move = (keep ? Kernels.OnLine(_from[j], _to[j], step) : 0) - _dense[j];
                    moves[j - start] = move;
                    squares += move * move;
                }

                Columns.Combine(start, stop, moves, y);
            }
        }

        return squares;
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
                Columns.Products(start, stop, residual.Start, gradients);
                for (var j = start; j < stop; j++)
                {
                    var g = gradients[j - start] + ridge * (_from[j] - _dense[j]);
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

    /// <summary>Where weight x on its way against g meets a dropped one whose |g| is <paramref name="maximum"/>.</summary>
    private static double Breakpoint(double x, double g, double maximum)
    {
        if (x * g > 0)
            return Math.Abs(x) / (maximum + Math.Abs(g));
        return Math.Abs(g) < maximum ? Math.Abs(x) / (maximum - Math.Abs(g)) : double.PositiveInfinity;
    }
}
