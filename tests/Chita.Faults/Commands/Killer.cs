namespace Chita.Faults.Commands;

/// <summary>Kills silos with SIGKILL, at random moments and when it is told to. Its cluster starts them again.</summary>
internal sealed class Killer : IAsyncDisposable
{
    private const int MostDown = 2;                                            // of three: somebody is there to ask
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);          // between two kills
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(300);  // to find where a grain lives

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _kills = [];       // under the lock
    private readonly Dictionary<SupervisedSilo, int> _killed = []; // the process of each that was killed last; under the lock
    private readonly FaultCluster _cluster;
    private readonly HistoryRecorder _history;
    private readonly Task _loop;

    public Killer(FaultCluster cluster, HistoryRecorder history, Random random)
    {
        (_cluster, _history) = (cluster, history);
        _loop = KillAsync(random);
    }

    /// <summary>When silos were killed.</summary>
    public IReadOnlyList<TimeSpan> Kills
    {
        get
        {
            lock (_lock)
                return [.. _kills];
        }
    }

    /// <summary>The silo that a campaign's grain lives on; null when it lives nowhere, or that cannot be found out quickly.</summary>
    public async Task<SupervisedSilo?> FindAsync(string campaign, Random random)
    {
        try
        {
            var residence = new Residence(campaign, _cluster.Connections[random.Next(_cluster.Connections.Count)]);
            return await residence.CampaignAsync().WaitAsync(Glance) is { } port ? _cluster.At(port) : null;
        }
        catch (Exception)
        {
            return null; // through that gateway, now
        }
    }

    /// <summary>Kills a silo, unless it is down, or too many are, or one was killed just now.</summary>
    /// <param name="silo">Which; null: any.</param>
    /// <param name="random">Chooses.</param>
    public async Task StrikeAsync(SupervisedSilo? silo, Random random)
    {
        lock (_lock)
        {
            var up = _cluster.Silos.Where(IsUp).ToArray();
            silo ??= up.Length > 0 ? up[random.Next(up.Length)] : null;
            var mostDown = random.Next(6) == 0 ? MostDown : 1; // often one: others are to get on
            if (silo is null || !up.Contains(silo) || _cluster.Silos.Count - up.Length >= mostDown || _kills is [.., var last] && _history.Now < last + Least)
                return;
            _killed[silo] = silo.Process.Id;
            _kills.Add(_history.Now);
        }

        await silo.Process.KillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task KillAsync(Random random)
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(1 + 5 * random.NextDouble()), _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_stop.IsCancellationRequested)
                await StrikeAsync(null, random);
        }
    }

    private bool IsUp(SupervisedSilo silo) =>
        silo.Process is { Ready.IsCompletedSuccessfully: true, Ended.IsCompleted: false } process && (!_killed.TryGetValue(silo, out var killed) || killed != process.Id);
}
