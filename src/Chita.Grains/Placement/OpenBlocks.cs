using System.Collections.Concurrent;

namespace Chita.Grains.Placement;

/// <summary>The blocks that live on this silo. Blocks enter and leave from their turns, on any thread.</summary>
internal sealed class OpenBlocks
{
    private readonly ConcurrentDictionary<(string Run, int Block), byte> _blocks = [];

    /// <summary>A block of a run lives here.</summary>
    public void Add(string run, int block) => _blocks[(run, block)] = 0;

    /// <summary>It no longer does.</summary>
    public void Remove(string run, int block) => _blocks.TryRemove((run, block), out _);

    /// <summary>The blocks of a run that live here.</summary>
    public int[] Of(string run) => [.. _blocks.Keys.Where(key => key.Run == run).Select(key => key.Block).Order()];
}
