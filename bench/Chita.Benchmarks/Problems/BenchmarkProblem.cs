using Chita.Blocks;
using Chita.Numerics;
using Chita.Pruning;
using Chita.Selection;

namespace Chita.Benchmarks.Problems;

/// <summary>A problem in memory, with the solves to measure on it.</summary>
/// <param name="Name">What <c>--problem</c> calls it.</param>
/// <param name="Description">What A is.</param>
/// <param name="Rows">n.</param>
/// <param name="Weights">p.</param>
/// <param name="Storage">How A is kept.</param>
/// <param name="Blocks">w̄ and A. Owned.</param>
/// <param name="Cases">What to solve.</param>
internal sealed record BenchmarkProblem(
    string Name, string Description, int Rows, long Weights, GradientStorage Storage, InProcessBlocks Blocks, IReadOnlyList<ProblemCase> Cases) : IDisposable
{
    /// <summary>The size of A.</summary>
    public long Bytes => Storage.Bytes(Rows, Weights);

    /// <summary>Solves a case as a campaign does by default.</summary>
    public Task<SolveResult> SolveAsync(IPruningMethod method, ProblemCase solve, SolverThreads threads, CancellationToken cancellation) => method.SolveAsync(
        new PruningProblem
        {
            Rule = new Unstructured(KeptWeights.Of(solve.Sparsity, Weights)), Rows = Rows, Ridge = solve.Ridge, FirstOrder = solve.FirstOrder,
        },
        Blocks.Root, threads, null, cancellation);

    public void Dispose() => Blocks.Dispose();
}

/// <summary>One solve.</summary>
/// <param name="Ridge">λ.</param>
/// <param name="FirstOrder">α.</param>
/// <param name="Sparsity">What to remove.</param>
/// <param name="Reached">Q that a plain dual Newton method is known to reach; null when unknown.</param>
/// <param name="Reference">Q that the paper's published solver reached; null when unknown.</param>
/// <param name="ReferenceSeconds">Its time; null when unknown.</param>
internal sealed record ProblemCase(double Ridge, double FirstOrder, decimal Sparsity, double? Reached = null, double? Reference = null, double? ReferenceSeconds = null);
