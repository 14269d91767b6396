using System.Text.Json;
using Chita.Blocks;
using Chita.Numerics;
using Chita.Pruning;
using Chita.Selection;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Chita.Core.Tests.Pruning;

/// <summary>A problem in arrays, with the mathematics of algorithm.md §1 written out naively in float64 to compare with.</summary>
internal sealed record SmallProblem
{
    /// <summary>A, row by row.</summary>
    public required float[][] Gradients { get; init; }

    public required float[] Weights { get; init; }

    public required int Kept { get; init; }

    public required double Ridge { get; init; }

    public required double FirstOrder { get; init; }

    /// <summary>Which supports are allowed: k weights anywhere, when nothing else is said.</summary>
    public ISelectionRule? Rule { get; init; }

    /// <summary>The layers: two halves, when nothing else is said.</summary>
    public TensorSize[]? Tensors { get; init; }

    public int Rows => Gradients.Length;

    /// <summary>μ.</summary>
    public double Mu => Rows * Ridge;

    /// <summary>How large the terms are that Q is a difference of: rounding errors are relative to it.</summary>
    public double Scale => 0.5 * (SquaredGradients + Mu) * SquaredWeights + 0.5 * FirstOrder * FirstOrder * Rows;

    private double SquaredGradients => Gradients.Sum(row => row.Sum(a => (double)a * a));

    private double SquaredWeights => Weights.Sum(w => (double)w * w);

    /// <summary>Q(w).</summary>
    public double Objective(double[] w)
    {
        var v = w.Select((value, j) => value - Weights[j]).ToArray();
        var q = 0.5 * Mu * v.Sum(x => x * x);
        foreach (var row in Gradients)
        {
            // ½(a v + α)² − ½α² without the difference of the squares.
            var change = row.Select((a, j) => a * v[j]).Sum();
            q += 0.5 * change * (change + 2 * FirstOrder);
        }

        return q;
    }

    /// <inheritdoc cref="Objective(double[])"/>
    public double Objective(float[] w) => Objective(Array.ConvertAll(w, x => (double)x));

    /// <summary>∇Q(w).</summary>
    public double[] Gradient(float[] w)
    {
        var residual = Gradients.Select(row => row.Select((a, j) => a * ((double)w[j] - Weights[j])).Sum() + FirstOrder).ToArray();
        return [.. w.Select((x, j) => residual.Select((r, i) => Gradients[i][j] * r).Sum() + Mu * ((double)x - Weights[j]))];
    }

    /// <summary>Rounding errors of a backsolve's closed form: what the Cholesky factor loses grows with the condition of μI + G.</summary>
    public double Rounding => Scale * (1e-12 + 1e-15 * SquaredGradients / Mu);

    /// <summary>
    /// How far Q may move when a point is rounded to these float32 weights: first order in their last place where it is not stationary, second
    /// order everywhere.
    /// </summary>
    public double Float32Rounding(float[] w) =>
        (SquaredGradients + Mu) * w.Sum(x => (double)x * x) * Math.Pow(2, -44)
        + Gradient(w).Select((g, j) => Math.Abs(g * w[j])).Sum() * Math.Pow(2, -24) + Rounding;

    /// <summary>As JSON, so that a failing test prints a problem that can be tried again.</summary>
    public override string ToString() => JsonSerializer.Serialize(
        new { Gradients, Weights, Kept, Ridge, FirstOrder, Rule = (object?)Rule, Shapes = Tensors?.Select(tensor => tensor.Shape) });

    /// <summary>The minimiser of Q with w zero outside <paramref name="support"/>, from the k × k normal equations.</summary>
    public double[] Backsolve(int[] support)
    {
        var w = new double[Weights.Length];
        if (support.Length == 0)
            return w;
        var a = DenseMatrix.Create(Rows, support.Length, (i, j) => Gradients[i][support[j]]);
        var dropped = Enumerable.Range(0, Weights.Length).Except(support).ToArray();
        var c = DenseVector.Create(Rows, i => FirstOrder - dropped.Sum(j => (double)Gradients[i][j] * Weights[j]));
        var v = (a.TransposeThisAndMultiply(a) + DenseMatrix.CreateIdentity(support.Length) * Mu).Cholesky().Solve(a.TransposeThisAndMultiply(c));
        for (var j = 0; j < support.Length; j++)
            w[support[j]] = Weights[support[j]] - v[j];
        return w;
    }

    /// <summary>Aᵀ(μI + G)⁻¹A over all weights, and z = w̄ − Aᵀq, at the backsolve on a support.</summary>
    public (double[,] Covariances, double[] Scores) Covariances(int[] support)
    {
        var p = Weights.Length;
        var a = DenseMatrix.Create(Rows, p, (i, j) => Gradients[i][j]);
        var kept = DenseMatrix.Create(Rows, p, (i, j) => support.Contains(j) ? Gradients[i][j] : 0);
        var factor = (kept.TransposeAndMultiply(kept) + DenseMatrix.CreateIdentity(Rows) * Mu).Cholesky();
        var c = DenseVector.Create(Rows, i => FirstOrder - Enumerable.Range(0, p).Except(support).Sum(j => (double)Gradients[i][j] * Weights[j]));
        var products = a.TransposeThisAndMultiply(factor.Solve(a));
        return (products.ToArray(), [.. Weights.Zip(a.TransposeThisAndMultiply(factor.Solve(c)), (w, x) => w - x)]);
    }

    /// <summary>The best Q over all supports of k weights. A larger support is never worse, so none smaller is looked at.</summary>
    public double BruteForceOptimum() =>
        Supports(0, Kept).Min(support => Objective(Backsolve([.. support])));

    /// <summary>The k largest |w̄|; ties go to the lower index.</summary>
    public int[] LargestWeights() =>
        [.. Enumerable.Range(0, Weights.Length).OrderByDescending(j => Math.Abs(Weights[j])).ThenBy(j => j).Take(Kept).Order()];

    public PruningProblem ToProblem(int maxIterations = 200) => new()
    {
        Rule = Rule ?? new Unstructured(Kept), Rows = Rows, Ridge = Ridge, FirstOrder = FirstOrder, Tolerance = 0, MaxIterations = maxIterations,
    };

    /// <summary>The weights and gradients in blocks.</summary>
    public InProcessBlocks ToBlocks(SolverThreads threads, int blockSize = 3, GradientStorage storage = GradientStorage.Float32, int branchSize = 64, string? spill = null)
    {
        var first = Weights.Length / 2;
        var tensors = Tensors ?? (first == 0 ? [new("a", Weights.Length)] : [new("a", first), new("b", Weights.Length - first)]);
        var layout = ToProblem().Rule.Lay(new WeightLayout(tensors, blockSize) { BranchSize = branchSize });
        var blocks = new InProcessBlocks(layout, Rows, threads, storage, spill);
        blocks.Load(Weights);
        for (var i = 0; i < Rows; i++)
            blocks.WriteRow(i, Gradients[i]);
        return blocks;
    }

    public async Task<Solved> SolveAsync(
        IPruningMethod method, SolverThreads threads, int maxIterations = 200, int blockSize = 3, GradientStorage storage = GradientStorage.Float32, string? spill = null)
    {
        using var blocks = ToBlocks(threads, blockSize, storage, spill: spill);
        var result = await method.SolveAsync(ToProblem(maxIterations), blocks.Root, threads, null, CancellationToken.None);
        return new Solved(result, blocks.Read());
    }

    private IEnumerable<IEnumerable<int>> Supports(int first, int count)
    {
        if (count == 0)
            return [[]];
        return Enumerable.Range(first, Math.Max(0, Weights.Length - count - first + 1))
            .SelectMany(j => Supports(j + 1, count - 1).Select(rest => rest.Prepend(j)));
    }
}

/// <summary>What a method reported, and the weights it committed.</summary>
internal sealed record Solved(SolveResult Result, float[] Weights)
{
    public double Objective => Result.Objective!.Value;

    public double LowerBound => Result.LowerBound!.Value;

    public int[] Support => [.. Enumerable.Range(0, Weights.Length).Where(j => Weights[j] != 0)];
}
