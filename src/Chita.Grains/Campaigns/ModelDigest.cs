using Chita.Campaigns;
using Chita.Reports;

namespace Chita.Grains.Campaigns;

/// <summary>What was submitted is what is pruned: the network's file is the same whenever a campaign is begun.</summary>
internal static class ModelDigest
{
    /// <exception cref="InvalidInputException">The file cannot be read.</exception>
    public static Task<string> OfAsync(CampaignSpec spec) => Task.Run(() => ContentDigest.OfFile(spec.Network.Path));

    /// <exception cref="InvalidInputException">The file is another one by now.</exception>
    public static async Task CompareAsync(CampaignSpec spec, string submitted)
    {
        var now = await OfAsync(spec);
        if (now != submitted)
            throw new InvalidInputException($"{spec.Network.Path} has changed since {spec.Name} was submitted (it was {submitted}, it is {now}); submit a new campaign for the new network.");
    }
}
