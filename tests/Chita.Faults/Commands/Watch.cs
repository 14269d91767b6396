using System.Collections.Concurrent;
using Chita.Client;
using Chita.Client.Connections;
using Chita.EndToEnd.Tests.Faults.Histories;
using Chita.Grains.Campaigns;

namespace Chita.Faults.Commands;

/// <summary>Looks at campaigns and at the list all the time, through all clients in turn, and takes down what it sees.</summary>
internal sealed class Watch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(120);
    private static readonly TimeSpan ListInterval = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2); // a call through a gateway that dies hangs for longer: no look, then

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, Sighting> _last = new(); // written by each campaign's loop, read by whoever waits
    private readonly ConcurrentDictionary<string, Task> _loops = new();
    private readonly IReadOnlyList<IGrainConnection> _connections;
    private readonly HistoryRecorder _history;
    private int _turn; // interlocked

    public Watch(IReadOnlyList<IGrainConnection> connections, HistoryRecorder history)
    {
        (_connections, _history) = (connections, history);
        _loops[""] = ListAsync();
    }

    private IGrainFactory Grains => _connections[(Interlocked.Increment(ref _turn) & int.MaxValue) % _connections.Count].Grains;

    /// <summary>Looks at a campaign until a look that began at a time, or later, is as wanted.</summary>
    /// <returns>Whether it came to that.</returns>
    public async Task<bool> UntilAsync(string campaign, TimeSpan since, Func<CampaignState, bool> wanted, TimeSpan patience)
    {
        Follow(campaign);
        for (var end = _history.Now + patience; _history.Now < end; await Task.Delay(Interval))
        {
            if (_last.TryGetValue(campaign, out var last) && last.Asked >= since && last.Standing is { } standing && wanted(standing.State))
                return true;
        }

        return false;
    }

    /// <summary>Begins to look at a campaign.</summary>
    public void Follow(string campaign) => _loops.GetOrAdd(campaign, FollowAsync);

    /// <summary>Looks at a campaign no more.</summary>
    public void Leave(string campaign) => _loops.TryRemove(campaign, out _);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loops.Values);
        _stop.Dispose();
    }

    private async Task FollowAsync(string campaign)
    {
        await Task.Yield(); // until the dictionary has it
        while (!_stop.IsCancellationRequested && _loops.ContainsKey(campaign))
        {
            var asked = _history.Now;
            if (await TryAsync(() => Grains.GetGrain<ICampaignGrain>(campaign).GetStatus()) is (true, var status))
            {
                var seen = new Sighting("observer", campaign, IsListed: false, asked, _history.Now, status is null ? null : new Standing(status.Run, status.State, status.Wish));
                _history.Add(seen);
                _last[campaign] = seen;
            }

            await PauseAsync(Interval);
        }
    }

    private async Task ListAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var asked = _history.Now;
            if (await TryAsync(() => new ChitaClient(Grains).ListAsync(most: 1000)) is (true, { } page))
            {
                foreach (var entry in page)
                    _history.Add(new Sighting("the list's observer", entry.Name, IsListed: true, asked, _history.Now, new Standing(entry.Run, entry.State)));
            }

            await PauseAsync(ListInterval);
        }
    }

    private static async Task<(bool Reached, T? Value)> TryAsync<T>(Func<Task<T>> look)
    {
        try
        {
            return (true, await look().WaitAsync(Patience));
        }
        catch (Exception)
        {
            return (false, default); // no answer now
        }
    }

    private async Task PauseAsync(TimeSpan time) => await Task.Delay(time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
