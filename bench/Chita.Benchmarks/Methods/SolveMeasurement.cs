using System.Diagnostics;
using Chita.Benchmarks.Problems;
using Chita.Numerics;
using Chita.Pruning;

namespace Chita.Benchmarks.Methods;

/// <summary>The fastest of several solves of one case by one method.</summary>
/// <param name="Case">What was solved.</param>
/// <param name="Result">What it reached; the same each time.</param>
/// <param name="Seconds">Wall time from the first collective to the committed weights.</param>
/// <param name="BytesRead">Bytes of A that its kernels read.</param>
internal sealed record SolveMeasurement(ProblemCase Case, SolveResult Result, double Seconds, long BytesRead)
{
    /// <summary>Q as a part of the one known to be reachable.</summary>
    public double? OfReached => Result.Objective / Case.Reached;

    /// <summary>How many times faster than the published solver; null where its objective was not reached: being fast at less is no speed-up.</summary>
    public double? SpeedUp => Result.Objective <= Case.Reference ? Case.ReferenceSeconds / Seconds : null;

    public static async Task<SolveMeasurement> FastestAsync(
        BenchmarkProblem problem, IPruningMethod method, ProblemCase solve, int repeats, SolverThreads threads, CancellationToken cancellation)
    {
        SolveMeasurement? fastest = null;
        for (var i = 0; i < repeats; i++)
        {
            var bytes = GradientTraffic.BytesRead;
            var clock = Stopwatch.StartNew();
            var result = await problem.SolveAsync(method, solve, threads, cancellation);
            var seconds = clock.Elapsed.TotalSeconds;
            if (fastest is null || seconds < fastest.Seconds)
                fastest = new SolveMeasurement(solve, result, seconds, GradientTraffic.BytesRead - bytes);
        }

        return fastest!;
    }
}
