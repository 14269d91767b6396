using Orleans.Concurrency;

namespace Chita.Grains.Artifacts;

/// <summary>Collects artifacts that nothing points at any more: one for the cluster, now and then. Key: 0.</summary>
[Alias("chita.ICollector")]
public interface ICollectorGrain : IGrainWithIntegerKey
{
    /// <summary>Asks that it be done soon: at once, or when enough time has passed since the last time.</summary>
    [Alias("collect"), AlwaysInterleave]
    Task Collect();
}
