using System.Text.Json;

namespace Chita.Core.Tests.Pruning;

/// <summary>A problem of golden/tiny.json: small enough for exhaustive search, with what the search found.</summary>
internal sealed record TinyProblem(
    int K, double Ridge, double FirstOrder, float[][] Gradients, float[] Weights, TinyOptimum Optimum, TinyMagnitude Magnitude)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>Rounding errors of an optimum.</summary>
    public double Tolerance => 1e-9 * Math.Abs(Optimum.Objective);

    public static IReadOnlyList<TinyProblem> Load() =>
        JsonSerializer.Deserialize<TinyFile>(File.ReadAllText(SharedData.RequireGolden("tiny.json")), Options)!.Cases;

    public SmallProblem ToSmall() => new() { Gradients = Gradients, Weights = Weights, Kept = K, Ridge = Ridge, FirstOrder = FirstOrder };

    private sealed record TinyFile(List<TinyProblem> Cases);
}

internal sealed record TinyOptimum(double Objective, int[] Support);

internal sealed record TinyMagnitude(int[] Support, double BacksolvedObjective, double PrunedObjective);
