using System.Collections.Concurrent;

namespace Chita.Grains.Placement;

/// <summary>The blocks that live on this silo. Blocks enter and leave from their turns, on any thread.</summary>
internal sealed class OpenBlocks
{
    private readonly ConcurrentDictionary<(string Run, int Block), Func<long, Task>> _blocks = [];

    /// <summary>Whether there is none, of any run.</summary>
    public bool IsEmpty => _blocks.IsEmpty;

    /// <summary>A block of a run lives here.</summary>
    /// <param name="run">The run.</param>
    /// <param name="block">Its number among all blocks of the network.</param>
    /// <param name="close">Closes it, in a turn of its own, unless its owner is later than this epoch.</param>
    public void Add(string run, int block, Func<long, Task> close) => _blocks[(run, block)] = close;

    /// <summary>It no longer does.</summary>
    public void Remove(string run, int block) => _blocks.TryRemove((run, block), out _);

    /// <summary>The blocks of a run that live here.</summary>
    public int[] Of(string run) => [.. _blocks.Keys.Where(key => key.Run == run).Select(key => key.Block).Order()];

    /// <summary>Closes them, whether or not a message would find them.</summary>
    public Task CloseAsync(string run, long epoch) => Task.WhenAll(_blocks.Where(entry => entry.Key.Run == run).Select(entry => entry.Value(epoch)));
}
