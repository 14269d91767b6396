using Chita.Collectives;

namespace Chita.Numerics;

/// <summary>
/// Solves (μI + G) x = b where G is known by its products only (Hestenes and Stiefel, 1952): for n too large to factor, or G too
/// dear to form. Vectors are float64, sums in the order of the rows.
/// </summary>
internal sealed class ConjugateGradients
{
    /// <summary>x ↦ G x; n elements each. What it returns is not changed.</summary>
    public required Func<double[], Task<double[]>> Product { get; init; }

    /// <summary>μ &gt; 0.</summary>
    public required double Mu { get; init; }

    /// <summary>‖b − (μI + G)x‖ ≤ tolerance · ‖b‖ ends it. Default 1e-12.</summary>
    public double Tolerance { get; init; } = 1e-12;

    /// <summary>Products allowed after the first. Default 10,000; without rounding n would always do.</summary>
    public int MaxIterations { get; init; } = 10_000;

    /// <summary>Solves from a start.</summary>
    /// <param name="right">b.</param>
    /// <param name="start">The first x, often the solution of a similar system; not changed.</param>
    /// <exception cref="NumericalException">The tolerance was not reached.</exception>
    public async Task<double[]> SolveAsync(double[] right, double[] start)
    {
        var x = (double[])start.Clone();
        var goal = Tolerance * Math.Sqrt(Vectors.Dot(right, right));
        var residual = Residual(right, x, await Product(x));
        var direction = (double[])residual.Clone();
        var squares = Vectors.Dot(residual, residual);

        for (var iteration = 0; !(Math.Sqrt(squares) <= goal); iteration++)
        {
            var image = await Product(direction);
            var curvature = Mu * Vectors.Dot(direction, direction) + Vectors.Dot(direction, image);
            if (iteration == MaxIterations || !(curvature > 0) || !double.IsFinite(squares))
                throw Failure(right, iteration, Math.Sqrt(squares));

            var step = squares / curvature;
            for (var i = 0; i < x.Length; i++)
            {
                x[i] += step * direction[i];
                residual[i] -= step * (Mu * direction[i] + image[i]);
            }

            var before = squares;
            squares = Vectors.Dot(residual, residual);
            for (var i = 0; i < x.Length; i++)
                direction[i] = residual[i] + squares / before * direction[i];
        }

        return x;
    }

    private double[] Residual(double[] right, double[] x, double[] image) =>
        [.. right.Select((b, i) => b - (Mu * x[i] + image[i]))];

    private NumericalException Failure(double[] right, int iterations, double residual) => new(
        $"Conjugate gradients on the {right.Length} × {right.Length} matrix μI + G, μ = {Mu:g6}, did not converge: after {iterations} iterations "
        + $"the residual is {residual:g3}, {residual / Math.Sqrt(Vectors.Dot(right, right)):g3} of the right side, where {Tolerance:g3} was asked for. "
        + "A larger solver.ridge mends it.");
}
