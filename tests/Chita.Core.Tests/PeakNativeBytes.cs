using System.Diagnostics.Metrics;

namespace Chita.Core.Tests;

/// <summary>The most native memory that was held at once, from the counter every <see cref="Chita.Numerics.NativeBuffer{T}"/> reports to.</summary>
internal sealed class PeakNativeBytes : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _adding = new();
    private long _inUse; // under _adding, any thread
    private long _peak;  // under _adding, any thread

    public PeakNativeBytes()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "chita.native.bytes")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, bytes, _, _) => Add(bytes));
        _listener.Start();
    }

    /// <summary>Bytes, beyond what was held when this began.</summary>
    public long Value
    {
        get
        {
            lock (_adding)
                return _peak;
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(long bytes)
    {
        lock (_adding)
        {
            _inUse += bytes;
            _peak = Math.Max(_peak, _inUse);
        }
    }
}
