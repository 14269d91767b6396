using Chita.Campaigns;
using Chita.Numerics;

namespace Chita.Gradients;

/// <summary>Opens gradient sources.</summary>
public interface IGradientSources
{
    /// <summary>Opens the source of a campaign.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="threads">Where it computes; not owned.</param>
    /// <exception cref="InvalidInputException">Network or data cannot be used, or do not fit together.</exception>
    Task<IGradientSource> OpenAsync(CampaignSpec campaign, SolverThreads threads);
}
