using Chita.Collectives;
using Chita.Numerics;

namespace Chita.Pruning;

/// <summary>
/// Backsolves by conjugate gradients, without G: where n is so large that forming, sending and factoring n × n numbers would cost more
/// than reading the kept columns once for each product.
/// </summary>
internal sealed class IterativeBacksolver(PruningProblem problem, Moments moments) : Backsolver(problem, moments)
{
    private double[] _last = new double[problem.Rows]; // where the next solve starts

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    /// <inheritdoc/>
    public override async Task<Backsolution> SolveAsync(ICollectives blocks, SelectionSums selection, bool anchor)
    {
        var c = Right((await blocks.KeptProductAsync()).Values);
        var gradients = new ConjugateGradients { Product = async x => (await blocks.GramProductAsync(x)).Values, Mu = Problem.Mu };
        var q = _last = await gradients.SolveAsync(c, anchor ? new double[Problem.Rows] : _last);

        // Q of these very weights, whatever q is: ½‖c − Gq‖² + (μ/2)(‖w̄_O‖² + qᵀGq) − ½α²n.
        var image = (await blocks.GramProductAsync(q)).Values;
        var residual = c.Zip(image, (right, left) => right - left).ToArray();
        var objective = 0.5 * (Vectors.Dot(residual, residual) + Problem.Mu * (selection.DroppedWeightSquares + Vectors.Dot(q, image))) - Problem.Offset;
        return new Backsolution(q, objective);
    }
}
