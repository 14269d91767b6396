namespace Chita.EndToEnd.Tests.Artifacts;

/// <summary>The system's clock, moved ahead as far as a test says.</summary>
internal sealed class LaterClock : TimeProvider
{
    private long _ahead; // ticks; any thread

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));
}
