using System.Collections.Concurrent;

namespace Chita.Grains.Placement;

/// <summary>The blocks that live on this silo. Blocks enter and leave from their turns, on any thread.</summary>
internal sealed class OpenBlocks
{
    private readonly ConcurrentDictionary<(string Run, int Block), (long Bytes, Func<long, Task> Close)> _blocks = [];

    /// <summary>Whether there is none, of any run.</summary>
    public bool IsEmpty => _blocks.IsEmpty;

    /// <summary>A block of a run lives here, or takes more or less of the silo's memory than before.</summary>
    /// <param name="run">The run.</param>
    /// <param name="block">Its number among all blocks of the network.</param>
    /// <param name="bytes">What it has taken.</param>
    /// <param name="close">Closes it, in a turn of its own, unless its owner is later than this epoch.</param>
    public void Add(string run, int block, long bytes, Func<long, Task> close) => _blocks[(run, block)] = (bytes, close);

    /// <summary>It no longer does.</summary>
    public void Remove(string run, int block) => _blocks.TryRemove((run, block), out _);

    /// <summary>The blocks of a run that live here, and what they have taken together.</summary>
    public (int[] Blocks, long Bytes) Of(string run)
    {
        var held = _blocks.Where(entry => entry.Key.Run == run).ToArray();
        return ([.. held.Select(entry => entry.Key.Block).Order()], held.Sum(entry => entry.Value.Bytes));
    }

    /// <summary>Closes them, whether or not a message would find them.</summary>
    public Task CloseAsync(string run, long epoch) => Task.WhenAll(_blocks.Where(entry => entry.Key.Run == run).Select(entry => entry.Value.Close(epoch)));
}
