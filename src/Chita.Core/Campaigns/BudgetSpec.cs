namespace Chita.Campaigns;

/// <summary><c>budget</c>: what may stay, over the whole network at once.</summary>
public sealed record BudgetSpec
{
    /// <summary><c>sparsity</c>: share of the prunable weights to remove, 0 ≤ sparsity &lt; 1, to the decimal as written.</summary>
    public required decimal Sparsity { get; init; }
}
