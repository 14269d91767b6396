namespace Chita.EndToEnd.Tests.Cluster;

/// <summary>
/// Two silos on one Redis, for all tests that neither hurt silos nor ask for special ones; they start when the first of them asks. Each test gives its campaigns
/// and outputs names of their own, and leaves none running: a silo drives two at once.
/// </summary>
public sealed class SharedCluster : IDisposable
{
    private SiloCluster? _cluster; // tests of the collection run one after the other

    internal async Task<SiloCluster> GetAsync()
    {
        // Of a silo that ended by mistake one test tells; the others are no worse for it.
        if (_cluster?.Silos.Any(silo => silo.Ended.IsCompleted) == true)
            Dispose();
        return _cluster ??= await SiloCluster.StartAsync(2);
    }

    public void Dispose()
    {
        _cluster?.Dispose();
        _cluster = null;
    }
}
