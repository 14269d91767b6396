using System.Text.Json;

namespace Chita.Core.Tests.Pruning;

/// <summary>The golden values in shared/golden.</summary>
internal static class Golden
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<TinyProblem> Tiny() =>
        JsonSerializer.Deserialize<TinyFile>(File.ReadAllText("/work/shared/golden/tiny.json"), Options)!.Cases;

    private sealed record TinyFile(List<TinyProblem> Cases);
}

/// <summary>A problem small enough for exhaustive search, with what the search found.</summary>
internal sealed record TinyProblem(
    int N, int P, int K, double Ridge, double FirstOrder, float[][] Gradients, float[] Weights, TinyOptimum Optimum,
    double SecondBestObjective, TinyMagnitude Magnitude, double BoundAtOptimum);

internal sealed record TinyOptimum(double Objective, int[] Support, double[] Weights);

internal sealed record TinyMagnitude(int[] Support, double BacksolvedObjective, double PrunedObjective);
