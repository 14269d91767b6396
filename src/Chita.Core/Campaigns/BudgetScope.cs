namespace Chita.Campaigns;

/// <summary>Over what a budget's weights are chosen together.</summary>
public enum BudgetScope
{
    /// <summary><c>global</c>: over the whole network at once, with everything that couples its layers.</summary>
    Global,

    /// <summary><c>layer</c>: each layer alone, all at the same time, with a budget that their frontiers suggest (algorithm.md §8).</summary>
    Layer,
}
