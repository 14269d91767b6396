using Chita.Blocks;
using Chita.Planning;

namespace Chita.Core.Tests.Planning;

/// <summary>Campaigns and silos to plan for.</summary>
internal static class Plans
{
    public static PlannedWork Work(long weights, int rows = 100, int tensors = 1) => new()
    {
        Name = "test",
        Tensors = [.. Enumerable.Range(0, tensors).Select(i => new TensorSize($"t{i}", weights / tensors))],
        Rows = rows,
        KeptShares = [0.1],
    };

    public static PlannedCluster Silos(int count = 2, long memory = long.MaxValue) => new() { Silos = count, Memory = memory, Threads = 2, Cores = 2 };

    public static CostModel Model(PlannedWork work, PlannedCluster cluster) => new(work, cluster, MemoryNeed.Of(work, cluster.Threads));
}
