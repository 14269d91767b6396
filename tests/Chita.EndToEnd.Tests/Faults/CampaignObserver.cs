using System.Diagnostics;
using System.Globalization;
using Chita.Client.Connections;
using Chita.Grains.Campaigns;

namespace Chita.EndToEnd.Tests.Faults;

/// <summary>Follows a campaign through every silo's gateway at once: a call through a gateway that dies hangs for seconds, and moments would be missed.</summary>
internal sealed class CampaignObserver : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly List<Observation> _seen = []; // locked; one loop for each connection
    private readonly CancellationTokenSource _stop = new();
    private readonly string _campaign;
    private readonly Task _loops;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously); // under the same lock

    public CampaignObserver(string campaign, IEnumerable<IGrainConnection> connections)
    {
        _campaign = campaign;
        _loops = Task.WhenAll(connections.Select(FollowAsync));
    }

    /// <summary>Time on the observations' clock.</summary>
    public TimeSpan Now => _watch.Elapsed;

    public IReadOnlyList<Observation> Seen
    {
        get
        {
            lock (_seen)
                return [.. _seen];
        }
    }

    /// <summary>Waits for an observation, beginning with the last one there is.</summary>
    /// <exception cref="TimeoutException">None came in time; the message has the last one.</exception>
    public async Task<Observation> UntilAsync(Func<Observation, bool> wanted, TimeSpan patience)
    {
        var end = Now + patience;
        for (var i = Math.Max(0, Seen.Count - 1); ; i++)
        {
            while (true)
            {
                Task next;
                lock (_seen)
                {
                    if (i < _seen.Count)
                        break;
                    next = _next.Task;
                }

                var left = end - Now;
                if (left <= TimeSpan.Zero || await Task.WhenAny(next, Task.Delay(left)) != next)
                    throw new TimeoutException($"{_campaign} after {patience.TotalSeconds:0} s: {(Seen.Count == 0 ? "no silo answers" : Seen[^1].ToString())}");
            }

            if (wanted(Seen[i]))
                return Seen[i];
        }
    }

    /// <summary>Waits for the campaign's end.</summary>
    public async Task<CampaignStatus> EndAsync(TimeSpan patience) => (await UntilAsync(seen => seen.HasEnded, patience)).Status;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loops;
        _stop.Dispose();
    }

    private async Task FollowAsync(IGrainConnection connection)
    {
        var campaign = connection.Grains.GetGrain<ICampaignGrain>(_campaign);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Add(await campaign.GetStatus().WaitAsync(_stop.Token));
            }
            catch (Exception)
            {
                // No answer through this gateway now.
            }

            await Task.Delay(Interval, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Add(CampaignStatus? status)
    {
        if (status is null)
            return; // not submitted yet
        lock (_seen)
        {
            _seen.Add(new Observation(Now, status));
            _next.SetResult();
            _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}

/// <summary>A campaign's status at a time.</summary>
internal sealed record Observation(TimeSpan At, CampaignStatus Status)
{
    private const string Recovered = "recovered as epoch ";

    public bool HasEnded => Status.State.IsFinal();

    public bool IsSolving => Status.Phase.StartsWith("solving", StringComparison.Ordinal);

    public bool IsComputingGradients => Status.Phase.StartsWith("computing gradients", StringComparison.Ordinal);

    public bool IsMeasuring => Status.Phase.StartsWith("measuring", StringComparison.Ordinal) || Status.Phase.StartsWith("pruning by magnitude", StringComparison.Ordinal);

    public bool IsWriting => Status.Phase.StartsWith("writing", StringComparison.Ordinal);

    public bool IsSealing => Status.Phase.StartsWith("sealing", StringComparison.Ordinal);

    /// <summary>Whether the campaign does what it is there for, and does not open or recover something.</summary>
    public bool IsWorking => HasEnded || IsSealing || IsSolving || IsComputingGradients || IsMeasuring || IsWriting;

    /// <summary>The last epoch that the events tell of; 0 before anything was lost.</summary>
    public int Epoch => Status.Events.Select(happened => happened.Text).Where(line => line.StartsWith(Recovered, StringComparison.Ordinal))
        .Select(line => int.Parse(line[Recovered.Length..line.IndexOf(':', StringComparison.Ordinal)], CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Status.State}, {Status.Phase}, stage {Status.Progress.Stage} of {Status.Progress.Stages}, iteration {Status.Progress.Iteration}; {string.Join(" | ", Status.Events.Select(happened => happened.Text))}{(Status.Failure is { } failure ? $"; {failure.Message}\n{failure.Detail}" : "")}");
}
