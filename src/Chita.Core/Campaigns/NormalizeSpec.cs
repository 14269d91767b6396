namespace Chita.Campaigns;

/// <summary><c>normalize</c>: x becomes (x − mean) / std, per channel, where x is in 0 … 1.</summary>
public sealed record NormalizeSpec
{
    /// <summary><c>mean</c>: one per channel, or one for all.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary><c>std</c>: as many as <see cref="Mean"/>, each &gt; 0.</summary>
    public required IReadOnlyList<double> Std { get; init; }
}
