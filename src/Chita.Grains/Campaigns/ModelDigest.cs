using System.Text;
using Chita.Campaigns;
using Chita.Reports;

namespace Chita.Grains.Campaigns;

/// <summary>What was submitted is what is pruned: the network's files are the same whenever a campaign is begun.</summary>
internal static class ModelDigest
{
    /// <summary>The digest of the network's file; of several, that of the list of their names and digests.</summary>
    /// <exception cref="InvalidInputException">A file cannot be read.</exception>
    public static Task<string> OfAsync(CampaignSpec spec) => Task.Run(() => spec.Network.Files() is [var file]
        ? ContentDigest.OfFile(file)
        : ContentDigest.OfBytes(Encoding.UTF8.GetBytes(string.Concat(spec.Network.Files().Select(path => $"{Path.GetFileName(path)} {ContentDigest.OfFile(path)}\n")))));

    /// <exception cref="InvalidInputException">The file is another one by now.</exception>
    public static async Task CompareAsync(CampaignSpec spec, string submitted)
    {
        var now = await OfAsync(spec);
        if (now != submitted)
            throw new InvalidInputException($"{spec.Network.Path} has changed since {spec.Name} was submitted (it was {submitted}, it is {now}); submit a new campaign for the new network.");
    }
}
