namespace Chita.Campaigns;

/// <summary><c>budget</c>: what may stay.</summary>
public sealed record BudgetSpec
{
    /// <summary>
    /// <c>sparsity</c>: share of the prunable weights to remove, 0 ≤ sparsity &lt; 1, to the decimal as written. Several: the levels of a frontier,
    /// rising. Of an n:m pattern it is 1 − n/m. Empty: what <see cref="Bytes"/> or <see cref="Flops"/> come to.
    /// </summary>
    public required IReadOnlyList<decimal> Levels { get; init; }

    /// <summary><c>bytes</c>: the tensors that are pruned take no more, with a bit for each weight and the kept ones' values. Null: as <see cref="Levels"/> say.</summary>
    public long? Bytes { get; init; }

    /// <summary><c>flops</c>: share of the multiplications of the tensors that are pruned that stays at most, 0 &lt; flops &lt; 1. Null: as it comes.</summary>
    public decimal? Flops { get; init; }

    /// <summary><c>positions</c>: how often a sample uses each weight of a tensor; the first that matches. Of a tensor of two dimensions 1, where none does.</summary>
    public IReadOnlyList<PositionsSpec> Positions { get; init; } = [];

    /// <summary><c>scope</c>. Default <see cref="BudgetScope.Global"/>.</summary>
    public BudgetScope Scope { get; init; }

    /// <summary><c>pattern</c>. Default: any weight may be kept.</summary>
    public SupportPattern Pattern { get; init; } = SupportPattern.Unstructured;

    /// <summary>
    /// <c>floor</c>: share of each tensor's weights that stays at least, 0 ≤ floor ≤ 1. Null: a tenth of what the network keeps on average, and one weight
    /// at least, so that no layer dies. Of a pattern of rows it is rounded up to whole groups.
    /// </summary>
    public decimal? Floor { get; init; }

    /// <summary><c>cap</c>: share of each tensor's weights that stays at most, 0 ≤ cap ≤ 1. Default 1.</summary>
    public decimal Cap { get; init; } = 1;

    /// <summary><c>layers</c>: what holds for some tensors in place of the above; of several that match, the first.</summary>
    public IReadOnlyList<LayerBudgetSpec> Layers { get; init; } = [];
}

/// <summary>An item of <c>budget.layers</c>.</summary>
public sealed record LayerBudgetSpec
{
    /// <summary><c>match</c>: the tensors' names, as in <c>network.targets</c>.</summary>
    public required string Match { get; init; }

    /// <summary><c>sparsity</c>: the tensor's own, 0 ≤ sparsity ≤ 1; then it has neither floor nor cap. Null: as it comes.</summary>
    public decimal? Sparsity { get; init; }

    /// <summary><c>floor</c>: as <see cref="BudgetSpec.Floor"/>; null: that one.</summary>
    public decimal? Floor { get; init; }

    /// <summary><c>cap</c>: as <see cref="BudgetSpec.Cap"/>; null: that one.</summary>
    public decimal? Cap { get; init; }

    /// <summary>Whether a tensor of this name is meant.</summary>
    /// <exception cref="InvalidInputException">The pattern takes too long on it.</exception>
    public bool Matches(string name) => NamePattern.TryCreate(Match, out _)!.Matches(name);
}

/// <summary>An item of <c>budget.positions</c>.</summary>
public sealed record PositionsSpec
{
    /// <summary><c>match</c>: the tensors' names, as in <c>network.targets</c>.</summary>
    public required string Match { get; init; }

    /// <summary><c>count</c>: places of a convolution's output, or tokens; ≥ 1.</summary>
    public required long Count { get; init; }

    /// <summary>Whether a tensor of this name is meant.</summary>
    /// <exception cref="InvalidInputException">The pattern takes too long on it.</exception>
    public bool Matches(string name) => NamePattern.TryCreate(Match, out _)!.Matches(name);
}
