using Chita.Pruning;

namespace Chita.Core.Tests.Pruning;

/// <summary>What is promised of every method is tested of every method.</summary>
public static class Methods
{
    public static TheoryData<string> All => [.. PruningMethods.Names];

    /// <summary>The problem as the method takes it: block-bso knows no first-order term.</summary>
    internal static SmallProblem For(string method, SmallProblem problem) => method == "block-bso" ? problem with { FirstOrder = 0 } : problem;
}
