using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Blocks;

/// <content>The steps of iterative hard thresholding (algorithm.md §2, iht).</content>
public sealed partial class WeightBlock
{
    /// <inheritdoc/>
    public async Task<PointSums> PointAsync(bool adopt)
    {
        var product = await CombineAsync(Displacement);
        if (adopt)
            _iterate ??= new NativeBuffer<double>(Weights);
        var squares = await ByChunkAsync((first, end) =>
        {
            var sum = 0.0;
            for (var j = first; j < end; j++)
            {
                sum += Displacement(j) * Displacement(j);
                if (adopt)
                    Iterate[j] = _selected[j] == 0 ? 0 : _scores[j];
            }

            return sum;
        });

        return new PointSums(product, squares.Sum());
    }

    /// <inheritdoc/>
    public async Task<GradientSums> GradientAsync(double[] residual, double ridge)
    {
        var iterate = Iterate;
        var gradient = _gradient ??= new NativeBuffer<double>(Weights);
        using var r = Pad(residual);
        var parts = await ByChunkAsync((first, end) =>
        {
            double maximum = 0, squares = 0;
            for (var j = first; j < end; j++)
            {
                var g = Product(j, r) + ridge * (iterate[j] - _dense[j]);
                gradient[j] = g;
                if (_selected[j] == 0)
                    maximum = Math.Max(maximum, Math.Abs(g));
                else
                    squares += g * g;
            }

            return (Maximum: maximum, Squares: squares);
        });

        var product = await CombineAsync(j => _selected[j] == 0 ? 0 : gradient[j]);
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
                if (_selected[j] != 0)
                    smallest = Math.Min(smallest, Breakpoint(Iterate[j], _gradient![j], droppedMaximum));
            }

            return smallest;
        });
        return new Smallest(parts.Min());
    }

    /// <inheritdoc/>
    public Task<Histogram> StepAsync(double step) => RankAsync(j => Iterate[j] - step * _gradient![j]);

    private NativeBuffer<double> Iterate => _iterate ?? throw new InvalidOperationException($"{_id}: no iterate has been adopted.");

    /// <summary>(x − w̄)_j of the point that keeps z on the selection.</summary>
    private double Displacement(int j) => (_selected[j] == 0 ? 0 : _scores[j]) - _dense[j];

    /// <summary>When |x − τg| of a kept weight meets τM, the largest that a dropped weight can reach.</summary>
    private static double Breakpoint(double x, double g, double droppedMaximum)
    {
        if (x * g > 0)
            return Math.Abs(x) / (droppedMaximum + Math.Abs(g));
        return Math.Abs(g) < droppedMaximum ? Math.Abs(x) / (droppedMaximum - Math.Abs(g)) : double.PositiveInfinity;
    }
}
