using Microsoft.Extensions.Logging;

namespace Chita.Grains.Artifacts;

/// <summary>A timer from the first wish to the collection that fulfils it. Two of them, which a cluster may have for a moment, do no harm.</summary>
internal sealed class CollectorGrain(CampaignOutputs outputs, TimeProvider time, ILogger<CollectorGrain> logger) : Grain, ICollectorGrain
{
    /// <summary>Between two collections, at least: each reads all lists of what is published.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>What is put is published within minutes, and clocks of machines in one cluster differ by less.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private IGrainTimer? _next; // while a wish waits
    private long? _last;        // when the last collection began

    public Task Collect()
    {
        if (outputs.Store is null || _next is not null)
            return Task.CompletedTask;
        var wait = _last is { } last ? Interval - time.GetElapsedTime(last) : TimeSpan.Zero;
        _next = this.RegisterGrainTimer(CollectAsync, new GrainTimerCreationOptions
        {
            DueTime = wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Period = Timeout.InfiniteTimeSpan, KeepAlive = true, Interleave = true,
        });
        return Task.CompletedTask;
    }

    private async Task CollectAsync(CancellationToken cancellation)
    {
        var timer = _next;
        (_next, _last) = (null, time.GetTimestamp()); // a wish that comes from now on is for the next time
        try
        {
            var removed = await outputs.Store!.CollectAsync(Grace, cancellation);
            if (removed.Objects > 0)
                logger.LogInformation("{Objects} artifacts of {Bytes} bytes that nothing pointed at were removed", removed.Objects, removed.Bytes);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            logger.LogWarning(failure, "Artifacts could not be collected");
        }
        finally
        {
            timer?.Dispose();
        }
    }
}
