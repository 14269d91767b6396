namespace Chita.Collectives.Patterns;

/// <summary>Every weight is ranked by its own score.</summary>
public sealed record NoPattern : BlockPattern
{
    /// <inheritdoc/>
    public override int Unit => 1;

    /// <inheritdoc/>
    public override string ToString() => "no pattern";

    internal override unsafe void Rank(uint* keys, double* from, double* to, double step, int count)
    {
    }
}
