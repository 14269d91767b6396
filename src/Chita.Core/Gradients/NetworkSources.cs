using Chita.Campaigns;
using Chita.Networks;
using Chita.Numerics;

namespace Chita.Gradients;

/// <summary>Networks that libtorch runs in this process.</summary>
public sealed class NetworkSources : IGradientSources
{
    /// <inheritdoc/>
    public Task<IGradientSource> OpenAsync(CampaignSpec campaign, SolverThreads threads) => threads.RunAsync<IGradientSource>(() =>
    {
        NativeTorch.EnsureLoaded();
        return new NetworkSession(campaign, threads);
    });
}
