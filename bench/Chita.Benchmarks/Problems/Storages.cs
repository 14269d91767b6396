using Chita.Blocks;

namespace Chita.Benchmarks.Problems;

/// <summary>The ways to keep A: what the command line calls them and how large they make it.</summary>
internal static class Storages
{
    private static readonly Dictionary<string, GradientStorage> All = new()
    {
        ["float32"] = GradientStorage.Float32,
        ["bfloat16"] = GradientStorage.BFloat16,
    };

    public static string[] Names { get; } = [.. All.Keys];

    public static GradientStorage Named(string name) => All[name];

    public static string Name(this GradientStorage storage) => All.Single(entry => entry.Value == storage).Key;

    /// <summary>Bytes of n × p elements, the columns' padding not counted: so a pass over A reads this much or a little more.</summary>
    public static long Bytes(this GradientStorage storage, int rows, long weights) =>
        rows * weights * (storage == GradientStorage.BFloat16 ? 2 : 4);
}
