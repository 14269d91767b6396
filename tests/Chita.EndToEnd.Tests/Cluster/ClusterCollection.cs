namespace Chita.EndToEnd.Tests.Cluster;

/// <summary>Tests with clusters run alone: what they wait for has bounds in seconds.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClusterCollection : ICollectionFixture<SharedCluster>
{
    public const string Name = "cluster";
}
