using System.Globalization;
using Chita.Grains.Campaigns;

namespace Chita.Client.Terminal;

/// <summary>Lines for pipes and logs: what happened, once each, and a sign of life in between.</summary>
internal sealed class PlainProgress(TextWriter writer) : IProgressView
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(15);

    public async Task<CampaignStatus> FollowAsync(string name, IAsyncEnumerable<CampaignStatus> statuses)
    {
        CampaignStatus? last = null;
        var seen = 0;
        var spoke = TimeProvider.System.GetTimestamp();
        await foreach (var status in statuses)
        {
            last = status;
            foreach (var line in status.Events.Skip(seen))
                await writer.WriteLineAsync($"{name}: {line}");
            var quiet = status.Events.Count == seen && TimeProvider.System.GetElapsedTime(spoke) >= SignOfLife;
            if (quiet)
                await writer.WriteLineAsync($"{name}: {Describe(status)}");
            if (quiet || status.Events.Count > seen)
                spoke = TimeProvider.System.GetTimestamp();
            seen = status.Events.Count;
        }

        return last ?? throw new InvalidOperationException("A campaign without a status.");
    }

    public void Notice(string name, string line) => writer.WriteLine($"{name}: {line}");

    private static string Describe(CampaignStatus status)
    {
        var iteration = status.Iteration is { } known ? $", iteration {known}" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{status.Percent:0} %, stage {status.Stage} of {status.Stages}, {status.Phase}{iteration}, {Durations.Left(status.SecondsLeft)}");
    }
}
