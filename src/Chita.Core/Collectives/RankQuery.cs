namespace Chita.Collectives;

/// <summary>Which scores to count, by which digit of their keys.</summary>
/// <param name="Steps">Points t on the line of scores.</param>
/// <param name="Digits">
/// What is known of the key looked for: one for each step where the whole network is ranked together; one for each layer and step (layer by
/// layer) where every layer is ranked alone. The answer has a histogram for each.
/// </param>
public sealed record RankQuery(double[] Steps, ScoreDigits[] Digits)
{
    /// <summary>The level of the histograms wanted: all digits are known as far.</summary>
    public int Level => Digits.Length == 0 ? 0 : Digits[0].Level;

    /// <summary>The first histogram, over the whole network.</summary>
    public static RankQuery Coarse(params double[] steps) => new(steps, new ScoreDigits[steps.Length]);

    /// <summary>The first histogram of each layer.</summary>
    public static RankQuery CoarseByLayer(int layers, params double[] steps) => new(steps, new ScoreDigits[layers * steps.Length]);

    /// <summary>What child number <paramref name="child"/> of <paramref name="children"/> is asked: its own digits, where each has some.</summary>
    internal RankQuery For(int child, int children) => IsShared(Digits.Length, Steps.Length, children) ? this : this with { Digits = Share(Digits, Steps.Length, child) };

    /// <summary>Whether there is one entry for each step, not one for each child and step.</summary>
    internal static bool IsShared(int entries, int steps, int children) => entries == steps ? true
        : entries == steps * children ? false
        : throw new ArgumentException($"{entries} entries fit neither {steps} steps nor {children} layers of {steps} steps.");

    internal static T[] Share<T>(T[] entries, int steps, int child) => entries.AsSpan(child * steps, steps).ToArray();
}
