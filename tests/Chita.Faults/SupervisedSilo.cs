using System.Text;

namespace Chita.Faults;

/// <summary>A silo that is started again a few seconds after it ends, as by systemd or Kubernetes: same ports, another process.</summary>
internal sealed class SupervisedSilo : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stop = new();
    private readonly StringBuilder _log = new(); // locked
    private readonly Func<SiloProcess> _launch;
    private readonly Task _supervisor;
    private SiloProcess? _process; // replaced by the supervisor only

    public SupervisedSilo(string name, Place place, Func<SiloProcess> launch)
    {
        (Name, Place, _launch) = (name, place, launch);
        _supervisor = SuperviseAsync();
    }

    public string Name { get; }

    public Place Place { get; }

    public string Gateway => $"{Place.Address}:{Process.GatewayPort}";

    public SiloProcess Process => _process ?? throw new InvalidOperationException($"{Name} was not started.");

    /// <summary>What all its processes said on standard error.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log + Process.Errors;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _supervisor;
        _stop.Dispose();
    }

    private async Task SuperviseAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var process = _process = _launch();
            try
            {
                await process.Ended.WaitAsync(_stop.Token);
                lock (_log)
                    _log.Append(process.Errors).AppendLine($"--- {Name}: process {process.Id} has ended");
                await Task.Delay(Pause, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                process.Dispose();
                return;
            }
        }
    }
}
