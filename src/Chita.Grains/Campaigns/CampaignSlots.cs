namespace Chita.Grains.Campaigns;

/// <summary>How many campaigns of this silo's grains are at work at once; the others wait in order. Used by all of them, on any thread.</summary>
internal sealed class CampaignSlots(SiloResources resources) : IDisposable
{
    private readonly SemaphoreSlim _free = new(resources.Campaigns);

    /// <summary>Waits for a turn, which lasts until it is disposed.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        return new Slot(_free);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Slot(SemaphoreSlim free) : IDisposable
    {
        private int _left; // any thread, interlocked

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                free.Release();
        }
    }
}
