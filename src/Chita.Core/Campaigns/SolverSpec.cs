using Chita.Blocks;

namespace Chita.Campaigns;

/// <summary><c>solver</c>: the method and its numbers (<c>algorithm.md §1 and §4</c>).</summary>
public sealed record SolverSpec
{
    /// <summary><c>method</c>. Default <see cref="PruningMethod.Chita"/>.</summary>
    public required PruningMethod Method { get; init; }

    /// <summary><c>ridge</c>: λ &gt; 0. Null: <c>auto</c>, chosen on held-out samples; or for <see cref="PruningMethod.Magnitude"/>, which needs none.</summary>
    public double? Ridge { get; init; }

    /// <summary>
    /// <c>firstOrder</c>: α ≥ 0, the weight of the first-order term. Null: <c>auto</c>, chosen on held-out samples. Default 0, and nothing else for
    /// <see cref="PruningMethod.BlockBso"/>.
    /// </summary>
    public required double? FirstOrder { get; init; }

    /// <summary>Whether λ or α is chosen on held-out samples.</summary>
    public bool IsTuned => Method != PruningMethod.Magnitude && (Ridge is null || FirstOrder is null);

    /// <summary><c>tolerance</c>: the gap to the bound, relative to the objective, at which a solve ends, ≥ 0. Default 1e-4.</summary>
    public required double Tolerance { get; init; }

    /// <summary><c>maxIterations</c>: of one stage, ≥ 1. Default 50. <see cref="PruningMethod.Cd"/> may do as many sweeps besides.</summary>
    public required int MaxIterations { get; init; }

    /// <summary><c>storage</c>: how gradients are kept in memory. Default <see cref="GradientStorage.Float32"/>.</summary>
    public GradientStorage Storage { get; init; } = GradientStorage.Float32;
}
