using Chita.Blocks;
using Chita.Numerics;

namespace Chita.Benchmarks.Problems;

/// <summary>The problems by the names the command line uses.</summary>
internal static class ProblemCatalog
{
    private static readonly Dictionary<string, Func<GradientStorage, SolverThreads, CancellationToken, Task<BenchmarkProblem>>> All = new()
    {
        ["mlpnet"] = GoldenProblem.MlpnetAsync,
        ["resnet20"] = GoldenProblem.Resnet20Async,
        ["lowrank"] = LowRankProblem.CreateAsync,
    };

    public static IReadOnlyList<string> Names { get; } = [.. All.Keys];

    /// <exception cref="AbsentDataException">The problem needs a file that is not here.</exception>
    public static Task<BenchmarkProblem> LoadAsync(string name, GradientStorage storage, SolverThreads threads, CancellationToken cancellation) =>
        All[name](storage, threads, cancellation);
}
