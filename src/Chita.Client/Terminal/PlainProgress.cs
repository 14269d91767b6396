using System.Globalization;
using Chita.Grains.Campaigns;

namespace Chita.Client.Terminal;

/// <summary>Lines for pipes and logs: what happened, once each, and a sign of life in between.</summary>
internal sealed class PlainProgress(TextWriter writer) : IProgressView
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(15);

    private HashSet<CampaignEvent> _seen = []; // not their numbers: what a silo did not keep before it died is counted again

    public async Task<CampaignStatus> FollowAsync(string name, IAsyncEnumerable<CampaignStatus> statuses)
    {
        CampaignStatus? last = null;
        var spoke = TimeProvider.System.GetTimestamp();
        await foreach (var status in statuses)
        {
            last = status;
            var news = status.Events.Where(happened => !_seen.Contains(happened)).ToArray();
            foreach (var line in news)
                await writer.WriteLineAsync($"{name}: {line.Text}");
            var quiet = news.Length == 0 && TimeProvider.System.GetElapsedTime(spoke) >= SignOfLife;
            if (quiet)
                await writer.WriteLineAsync($"{name}: {Describe(status)}");
            if (quiet || news.Length > 0)
                spoke = TimeProvider.System.GetTimestamp();
            _seen = [.. status.Events];
        }

        return last ?? throw new InvalidOperationException("A campaign without a status.");
    }

    public void Notice(string name, string line) => writer.WriteLine($"{name}: {line}");

    private static string Describe(CampaignStatus status)
    {
        var progress = status.Progress;
        var iteration = progress.Iteration is { } known ? $", iteration {known}" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{progress.Percent:0} %, stage {progress.Stage} of {progress.Stages}, {status.Phase}{iteration}, {Durations.Left(progress.SecondsLeft)}");
    }
}
