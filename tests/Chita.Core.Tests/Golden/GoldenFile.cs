using System.Text.Json;

namespace Chita.Golden;

/// <summary>A file of golden values of a real network: what A is known by, and what other solvers reached on it.</summary>
internal sealed record GoldenFile(
    string[] Parameters, int P, int N, double Frobenius, double[] FirstRowNorms, double ColumnSumNorm, GoldenCase[] Cases)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static GoldenFile Read(string path) => JsonSerializer.Deserialize<GoldenFile>(File.ReadAllText(path), Options)!;
}

/// <summary>One solve of it. Objectives are Q of algorithm.md §1.</summary>
/// <param name="Ridge">λ.</param>
/// <param name="FirstOrder">α.</param>
/// <param name="Sparsity">What to remove.</param>
/// <param name="K">What to keep.</param>
/// <param name="Magnitude">Q of magnitude pruning.</param>
/// <param name="Reached">Q that a plain dual Newton method reached.</param>
/// <param name="ReferenceIht">Q that the paper's published solver reached.</param>
/// <param name="ReferenceSeconds">Its time, on one core.</param>
internal sealed record GoldenCase(
    double Ridge, double FirstOrder, decimal Sparsity, long K, double Magnitude, double Reached, double ReferenceIht, double ReferenceSeconds);
